-- The rights, in one place. What is not granted here is granted nowhere. Every night grants them, to roles that may be
-- new (roles.sql).
do $$
begin
    revoke all on schema access from public;
    revoke all on function access.scope(), access.scope_names() from public;

    grant usage on schema access
    to cjit_engineer, cjit_region, cjit_provider, cjit_commissioner, cjit_pcc, cjit_public;
    grant select on access.ccjr_public
    to cjit_engineer, cjit_region, cjit_provider, cjit_commissioner, cjit_pcc, cjit_public;
    grant execute on function access.scope(), access.scope_names()
    to cjit_engineer, cjit_region, cjit_provider, cjit_commissioner, cjit_pcc;

    grant select on access.area, access.ccjr, access.ccjr_change, access.code
    to cjit_engineer, cjit_region, cjit_provider, cjit_commissioner, cjit_pcc;
    grant select (freeze_id, period, frozen_at, restates, signed_by, signed_at, freeze_no) on access."freeze"
    to cjit_engineer, cjit_region, cjit_provider, cjit_commissioner, cjit_pcc;

    grant select on access.agency, access.submission, access.finding_count, access.rule, access.freeze_submission,
    access.fix_first, access.fix_first_figure, access.explained_count
    to cjit_engineer, cjit_region, cjit_provider, cjit_commissioner;

    -- Whole rows: initials, date of birth and postcode are starred in them, and they are the agency's own.
    grant select on access.finding, access.mismatch, access.mismatch_change, access.held_file, access.explanation
    to cjit_provider;

    -- EPISODIDs of its own.
    grant select on access.ccjr_change_cause to cjit_provider;

    -- Identifiers too: they are what its own people typed.
    grant select on access.entered_client, access.entered_episode, access.entered_file to cjit_provider;

    -- A row's number and EPISODID name it to the agency; CLIENT and what the row holds are not for its region.
    grant select (
        submission_id, agency_code, row_no, episode_id, rule, severity, item, message, explained_by, explained_at, why
    )
    on access.finding to cjit_region;
    grant select on access.mismatch, access.mismatch_change, access.held_file, access.explanation to cjit_region;
    grant select on access.near_miss, access.near_miss_record, access.pair_decision to cjit_region;
    -- Why somebody signed: they may have named somebody.
    grant select (why) on access."freeze" to cjit_region;

    -- Without the words of whoever decided, who may name somebody.
    grant select (submission_id, agency_code, received_at, state, open_episodes, disappearing, superseded_by)
    on access.held_file to cjit_engineer;
    grant select on access.night, access.removal, access.replay, access.backlog to cjit_engineer;
exception when undefined_object then
    raise warning 'roles of access.md are missing: pages stay closed (docs/operating.md)';
end
$$;
