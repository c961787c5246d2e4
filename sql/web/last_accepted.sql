-- The agency's last accepted file, with which F09 and N03 compare (sql/load/last_accepted.sql has it for the load).
select
    submission_id,
    file_name,
    received_at,
    content_sha256,
    row_set_hash
from access.submission
where agency_code = %(agency_code)s and status = 'accepted' and feed = 'cjit'
order by received_at desc, arrival_no desc
limit 1;
