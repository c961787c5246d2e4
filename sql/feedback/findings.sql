-- The findings of some submissions, which are numbered from 0 by their place in the list. Every finding comes
-- back, also one whose rule has no sentence: the caller stops there instead of keeping quiet about a row.
-- Clause 0 is a rule about the file as a whole, whatever item it names.
with chosen as (
    select
        (w.place - 1)::integer as submission_no,
        v.submission_id,
        v.rules_version,
        v.feed
    from unnest(%(submissions)s::text[]) with ordinality as w (submission_id, place)
    inner join out.submission as v on w.submission_id = v.submission_id
)

select
    c.submission_no,
    f.row_no,
    f.client_ref,
    f.episode_id,
    f.value,
    case when f.clause = 0 then f.item end as own_item,
    f.message as own_message,
    r.sentence_no
from chosen as c
inner join dq.finding as f on c.submission_id = f.submission_id
left join feedback_sentence as r
    on
        c.rules_version = r.rules_version
        and c.feed = r.feed
        and f.rule = r.rule
        and f.clause = r.clause
        and (f.clause = 0 or f.item = r.item);
