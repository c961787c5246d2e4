-- The episodes that feed the report: current, no duplicate, of an adult, and with something in the longest
-- span (the twelve months) or on the caseload at its end. Each knows its areas and the words under which the
-- measures break it down.
--
-- Two numbers stand for the orders in which an episode may describe its client (report.md, Measures):
-- episode_no by ASSESSDT, AGNCY, EPISODID; exit_no by CLOSEDT, AGNCY, EPISODID, the latest exit first.
-- The lower number describes the client. person_no stands for the person_key.
create temporary table report_episode on commit drop as
with span as (
    select
        min(period_start) as first_day,
        max(period_end) as last_day
    from report_span
),

fed as (
    select
        e.*,
        closure.code is not null as is_exit,
        closure.grouping as exit_group,
        coalesce(e.caseload_on <= s.last_day and (e.closed_on is null or e.closed_on > s.last_day), false)
            as on_caseload,
        (s.last_day - e.caseload_on) / 7 as weeks_on_caseload
    from core.episode as e
    cross join span as s
    left join core.episode_link as l on e.agency_code = l.agency_code and e.episode_id = l.episode_id
    left join ref.code as closure
        on
            closure.list = 'closure_from'
            and e.closure_reason = closure.code
            and e.closed_on between s.first_day and s.last_day
    where
        e.current_to is null
        and l.duplicate_of is null
        and coalesce(e.age, 18) >= 18
        and (
            e.assessed_on between s.first_day and s.last_day
            or e.caseload_on between s.first_day and s.last_day
            or closure.code is not null
            or (e.caseload_on <= s.last_day and (e.closed_on is null or e.closed_on > s.last_day))
        )
)

select
    row_number() over (
        order by e.assessed_on, e.agency_code collate "C", e.episode_id collate "C"
    ) as episode_no,
    row_number() over (
        order by e.closed_on desc, e.agency_code collate "C" desc, e.episode_id collate "C" desc
    ) as exit_no,
    dense_rank() over (order by e.person_key) as person_no,
    e.agency_code,
    e.episode_id,
    e.content_hash,
    p.dat_code as partnership,
    p.region,
    p.police_force,
    e.assessed_on,
    e.caseload_on,
    e.closed_on,
    e.on_caseload,
    e.is_exit,
    case
        when e.caseload_on is not null then 'onto caseload'
        when e.closed_on is not null then 'closed prior'
        else 'pending'
    end as outcome,
    coalesce(e.prompt, 'unknown') as prompt,
    coalesce(prompt.grouping, 'unknown') as prompt_group,
    coalesce(e.closure_reason, 'unknown') as closure_reason,
    coalesce(e.exit_group, 'unknown') as exit_group,
    case
        when e.age is null then 'unknown'
        when e.age < 25 then '18-24'
        when e.age < 30 then '25-29'
        when e.age < 40 then '30-39'
        when e.age < 50 then '40-49'
        else '50+'
    end as age_band,
    coalesce(e.sex, 'unknown') as sex,
    coalesce(ethnicity.grouping, 'unknown') as ethnic_group,
    coalesce(e.substance_group, 'unknown') as substance_group,
    coalesce(e.injecting, 'unknown') as injecting,
    coalesce(e.accommodation, 'unknown') as accommodation,
    case
        when e.weeks_on_caseload < 13 then '<13'
        when e.weeks_on_caseload < 26 then '13-25'
        when e.weeks_on_caseload < 52 then '26-51'
        else '52+'
    end as duration_band
from fed as e
left join report_place as p on e.dat_code = p.dat_code
left join ref.code as prompt on prompt.list = 'prompt' and e.prompt = prompt.code
left join ref.code as ethnicity on ethnicity.list = 'ethnicity' and e.ethnicity = ethnicity.code;

analyze report_episode;
