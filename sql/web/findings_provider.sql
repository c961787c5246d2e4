-- A page of the findings of a file, in the order of its rows, from the one after a given place.
-- For the agency itself, with what the row held and its reference of the client.
select
    f.row_no,
    f.severity,
    f.rule,
    f.item,
    f.value,
    f.message,
    f.client_ref,
    f.episode_id,
    x.why || ' (' || x.explained_by || to_char(x.explained_at at time zone 'Europe/London', ', DD/MM/YYYY)') as explained
from access.finding as f
left join access.explanation as x
    on
        f.agency_code = x.agency_code
        and f.rule = x.rule
        and f.item = x.item
        and f.episode_id = x.episode_id
where
    f.submission_id = %(submission_id)s
    and %(rule)s in ('', f.rule)
    and %(item)s in ('', f.item)
    and %(severity)s in ('', f.severity)
    and (%(explained)s = '' or (%(explained)s = 'yes') = (x.episode_id is not null))
    -- A bound on the rows, where the caller has one: it is looked at before the words of the rules are joined.
    and (%(until_row)s::integer is null or coalesce(f.row_no, 0) <= %(until_row)s)
    and (coalesce(f.row_no, 0), f.rule collate "C", coalesce(f.item, '') collate "C")
    > (%(after_row)s, %(after_rule)s, %(after_item)s)
order by coalesce(f.row_no, 0), f.rule collate "C", coalesce(f.item, '') collate "C", f.message collate "C"
limit %(at_most)s;
