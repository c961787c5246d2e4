-- Agencies of which anything was ever entered, with the last file that was made.
select
    agency_code,
    changed_at,
    sent_sha256
from entry.agency
order by agency_code;
