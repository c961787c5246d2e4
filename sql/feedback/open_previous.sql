-- Each submission with the agency's one before it whose rows were checked, for the length of one transaction:
-- findings of a fatal file are about the file, so there is nothing to compare its rows with.
create temporary table feedback_previous on commit drop as
with checked as (
    select distinct
        submission_id,
        agency_code
    from dq.verdict
    where submission_id = any(%(submissions)s::text[]) and verdict in ('accepted', 'held')
)

select
    (w.place - 1)::integer as submission_no,
    w.submission_id,
    p.submission_id as previous_id,
    p.file_name,
    p.received_at,
    p.rules_version
from unnest(%(submissions)s::text[]) with ordinality as w (submission_id, place)
inner join dq.submission as s on w.submission_id = s.submission_id
inner join checked as own on w.submission_id = own.submission_id
inner join lateral (
    select
        b.submission_id,
        b.file_name,
        b.received_at,
        v.rules_version
    from dq.verdict as v
    inner join dq.submission as b on v.submission_id = b.submission_id
    where
        v.agency_code = own.agency_code
        and v.verdict in ('accepted', 'held')
        and b.feed = s.feed
        and (b.received_at, b.arrival_no, b.submission_id) < (s.received_at, s.arrival_no, s.submission_id)
    order by b.received_at desc, b.arrival_no desc, b.submission_id desc, v.decided_at desc
    limit 1
) as p on true;

analyze feedback_previous;
