insert into dq.mismatch_closed (agency_code, episode_id, kind, found_in, state, decided_by, decided_at, why)
values (%(agency_code)s, %(episode_id)s, %(kind)s, %(found_in)s, 'kept', %(by)s, %(at)s, %(why)s);

-- An episode that is away may stay away without a further word.
insert into core.kept_away (agency_code, episode_id)
select
    %(agency_code)s,
    %(episode_id)s
where %(kind)s in ('M1', 'M3')
on conflict do nothing;
