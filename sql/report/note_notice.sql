insert into report.notice (kind, about, agency_code, sent_at)
values (%(kind)s, %(about)s, %(agency_code)s, %(now)s)
on conflict do nothing;
