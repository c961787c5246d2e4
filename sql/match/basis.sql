-- A hash of what matching reads beside the rows of people: where agencies belong, which codes are DATs, which
-- reasons end a caseload. And the hash of the last time.
select
    md5(
        concat_ws(
            E'\n',
            (
                select
                    string_agg(
                        concat_ws(' ', agency_code, dat_code, valid_from), ',' order by agency_code, valid_from
                    )
                from ref.agency
            ),
            (select string_agg(distinct dat_code, ',' order by dat_code) from ref.partnership),
            (select string_agg(code, ',' order by code) from ref.code where list = 'closure_from')
        )
    ) as now,
    (select basis from core.match_basis) as noted;
