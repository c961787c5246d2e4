update entry.agency
set sent_sha256 = %(sha256)s, sent_at = %(at)s
where agency_code = %(agency_code)s;
