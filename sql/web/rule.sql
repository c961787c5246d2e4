-- What a rule says under the newest version that has it, once for each sentence.
with newest as (
    select distinct on (feed)
        feed,
        rules_version
    from access.rule
    where rule = %(rule)s
    order by feed asc, rules_version desc
)

select distinct
    r.feed,
    r.item,
    r.severity,
    r.message,
    r.why,
    r.fix
from access.rule as r
inner join newest as n on r.feed = n.feed and r.rules_version = n.rules_version
where r.rule = %(rule)s
order by r.feed, r.item, r.message;
