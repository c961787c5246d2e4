-- Which of its episodes moved the figures of an agency, for the agency itself.
select
    p.episode_id,
    p.cause,
    p.measure,
    p.breakdown,
    p.period_kind,
    p.numerator,
    p.denominator,
    p.by_episode
from access.ccjr_change_cause as p
-- What came in for what left moved no figure.
inner join access.ccjr_change as c
    on
        p.freeze_id = c.freeze_id
        and p.level = c.level
        and p.area_code = c.area_code
        and p.measure = c.measure
        and p.breakdown = c.breakdown
        and p.period_kind = c.period_kind
where p.freeze_id = %(freeze_id)s and p.area_code = %(agency_code)s
order by
    p.episode_id collate "C" asc nulls last,
    p.measure asc,
    p.breakdown collate "C" asc,
    p.period_kind asc,
    p.cause asc;
