-- Signed reports that no later one restates, whose files say so, and the agencies in them that have not been told.
-- An agency is told of the latest report of a month alone.
select
    f.freeze_id,
    f.period,
    f.restates is not null as restated,
    r.agency_code,
    r.email
from out."freeze" as f
inner join report.freeze_written as w on f.freeze_id = w.freeze_id and w.signed
inner join report.pinned_agency as a on f.freeze_id = a.freeze_id
inner join ref.agency as r on a.agency_code = r.agency_code
where
    f.signed_at is not null
    and r.kind = 'cjit'
    and r.email is not null
    and (f.signed_at at time zone 'Europe/London')::date between r.valid_from and r.valid_to
    and not exists (select 1 from report."freeze" as later where later.restates = f.freeze_id)
    and not exists (
        select 1 from report.notice as n
        where n.kind = 'published' and n.about = f.freeze_id and n.agency_code = r.agency_code
    )
order by f.freeze_no, r.agency_code;
