-- The agency's file before and the one after.
select
    (
        select submission_id from access.submission
        where
            agency_code = %(agency_code)s
            and feed = %(feed)s
            and (received_at, submission_id) < (%(received_at)s, %(submission_id)s)
        order by received_at desc, submission_id desc
        limit 1
    ) as earlier,
    (
        select submission_id from access.submission
        where
            agency_code = %(agency_code)s
            and feed = %(feed)s
            and (received_at, submission_id) > (%(received_at)s, %(submission_id)s)
        order by received_at, submission_id
        limit 1
    ) as later;
