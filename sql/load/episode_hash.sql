-- Run by DuckDB over a chunk's episodes: one MD5 of everything stored of each, children in the order of
-- their ids. Two versions of an episode are the same when their hashes are.
with
referral as (
    select
        episode_no,
        string_agg(
            concat(referral_id, chr(31), coalesce(referred_on::varchar, ''), chr(31), coalesce(referred_to, '')),
            chr(30)
            order by referral_id
        ) as told
    from referrals
    group by episode_no
),
review as (
    select
        episode_no,
        string_agg(
            concat(
                review_id, chr(31), coalesce(reviewed_on::varchar, ''), chr(31),
                recpeer::int, recmaid::int, recfmsp::int, recprnt::int, rechse::int, recemp::int, recedut::int,
                recwprj::int, recchkp::int, recrlpp::int, reccmpt::int, recgnh::int, recsmoc::int, recoth::int
            ),
            chr(30)
            order by review_id
        ) as told
    from reviews
    group by episode_no
)
select
    md5(
        concat(
            first_initial, surname_initial, coalesce(dob::varchar, ''), sex, chr(31),
            coalesce(ethnicity, ''), chr(31), coalesce(nationality, ''), chr(31),
            coalesce(client_ref, ''), chr(31), coalesce(client_id, ''), chr(31),
            coalesce(postcode_sector, ''), chr(31), coalesce(dat_code, ''), chr(31), coalesce(la_code, ''), chr(31),
            coalesce(accommodation, ''), chr(31), coalesce(employment, ''), chr(31), coalesce(parental, ''), chr(31),
            coalesce(pregnant, ''), chr(31), coalesce(drug1, ''), chr(31), coalesce(drug2, ''), chr(31),
            coalesce(drug3, ''), chr(31), coalesce(route, ''), chr(31), coalesce(injecting, ''), chr(31),
            coalesce(drinking_days::varchar, ''), chr(31), coalesce(drinking_units::varchar, ''), chr(31),
            coalesce(event_on::varchar, ''), chr(31), coalesce(prompt, ''), chr(31),
            coalesce(transferred_from, ''), chr(31), coalesce(assessed_on::varchar, ''), chr(31),
            coalesce(caseload_on::varchar, ''), chr(31), coalesce(closed_on::varchar, ''), chr(31),
            coalesce(closure_reason, ''), chr(31), coalesce(transferred_to, ''), chr(31), coalesce(cms, ''), chr(29),
            coalesce(referral.told, ''), chr(29), coalesce(review.told, '')
        )
    )::uuid::varchar as content_hash
from episodes
left join referral on episodes.episode_no = referral.episode_no
left join review on episodes.episode_no = review.episode_no
order by episodes.episode_no
