-- The episodes that feed the report, with the areas that count each and the words under which the measures break
-- it down. Within an area a client is a person: in a partnership that is the client_key, at a provider (AGNCY,
-- person_key).
--
-- Two numbers stand for the orders in which an episode may describe its client (report.md, Measures):
-- episode_no by ASSESSDT, AGNCY, EPISODID; exit_no by CLOSEDT, AGNCY, EPISODID, the latest exit first.
-- The lower number describes the client. person_no stands for the person_key (fed.sql).
create temporary table report_episode on commit drop as
select
    row_number() over (
        order by e.assessed_on, e.agency_code collate "C", e.episode_id collate "C"
    )::integer as episode_no,
    row_number() over (
        order by e.closed_on desc, e.agency_code collate "C" desc, e.episode_id collate "C" desc
    )::integer as exit_no,
    e.person_no,
    thing.thing_no,
    e.agency_code,
    e.episode_id,
    coalesce(place.area_nos, england.area_nos) || provider.area_no as area_nos,
    e.assessed_on,
    e.caseload_on,
    e.closed_on,
    closure.code is not null as is_exit,
    -- Whose exit leads on: not into custody, not by death.
    closure.code is not null and e.closure_reason not in ('205', '210', '211') as can_start,
    e.closure_reason in ('105', '206') as is_transfer,
    e.picked_up,
    e.represented,
    e.exit_days,
    e.exit_already,
    coalesce(e.caseload_on <= s.last_day and (e.closed_on is null or e.closed_on > s.last_day), false)
        as on_caseload,
    case
        when e.caseload_on is not null then 'onto caseload'
        when e.closed_on is not null then 'closed prior'
        else 'pending'
    end as outcome,
    coalesce(e.prompt, 'unknown') as prompt,
    coalesce(prompt.grouping, 'unknown') as prompt_group,
    coalesce(e.closure_reason, 'unknown') as closure_reason,
    coalesce(closure.grouping, 'unknown') as exit_group,
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
        when (s.last_day - e.caseload_on) / 7 < 13 then '<13'
        when (s.last_day - e.caseload_on) / 7 < 26 then '13-25'
        when (s.last_day - e.caseload_on) / 7 < 52 then '26-51'
        else '52+'
    end as duration_band
from report_fed as e
cross join report_start as s
cross join report_england as england
inner join report_area as provider on provider.level = 'provider' and e.agency_code = provider.area_code
left join report_lies_in as place on e.dat_code = place.dat_code
left join report_code as prompt on prompt.list = 'prompt' and e.prompt = prompt.code
left join report_code as ethnicity on ethnicity.list = 'ethnicity' and e.ethnicity = ethnicity.code
left join report_code as closure
    on
        closure.list = 'closure_from'
        and e.closure_reason = closure.code
        and e.closed_on between s.first_day and s.last_day
left join report_thing as thing
    on thing.source = 'episode' and e.agency_code = thing.code and e.episode_id = thing.id;

analyze report_episode;
