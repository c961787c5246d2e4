-- A page of the findings of a file, in the order of its rows, from the one after a given place.
-- For the regional team: without what the row held and the agency's reference of the client.
select
    row_no,
    severity,
    rule,
    item,
    message,
    episode_id,
    why || ' (' || explained_by || to_char(explained_at at time zone 'Europe/London', ', DD/MM/YYYY)') as explained
from access.finding
where
    submission_id = %(submission_id)s
    and %(rule)s in ('', rule)
    and %(item)s in ('', item)
    and %(severity)s in ('', severity)
    and (%(explained)s = '' or (%(explained)s = 'yes') = (explained_by is not null))
    -- A bound on the rows, where the caller has one: it is looked at before the words of the rules are joined.
    and (%(until_row)s::integer is null or coalesce(row_no, 0) <= %(until_row)s)
    and (coalesce(row_no, 0), rule collate "C", coalesce(item, '') collate "C")
    > (%(after_row)s, %(after_rule)s, %(after_item)s)
order by coalesce(row_no, 0), rule collate "C", coalesce(item, '') collate "C", message collate "C"
limit %(at_most)s;
