-- Run by DuckDB over a chunk's episodes: one MD5 of everything stored of each. Two versions of an episode are
-- the same when their hashes are. Referrals and reviews have ids of their own, so their order says nothing:
-- their hashes are combined in any order.
with
referral as (
    select
        episode_no,
        bit_xor(md5_number_lower(concat_ws(chr(31), referral_id, coalesce(referred_on::varchar, ''), referred_to)))
            as told
    from referrals
    group by episode_no
),

review as (
    select
        episode_no,
        bit_xor(
            md5_number_lower(
                concat_ws(
                    chr(31), review_id, coalesce(reviewed_on::varchar, ''),
                    recpeer::int, recmaid::int, recfmsp::int, recprnt::int, rechse::int, recemp::int, recedut::int,
                    recwprj::int, recchkp::int, recrlpp::int, reccmpt::int, recgnh::int, recsmoc::int, recoth::int
                )
            )
        ) as told
    from reviews
    group by episode_no
)

select
    md5(
        concat_ws(
            chr(31),
            first_initial, surname_initial, coalesce(dob::varchar, ''), sex,
            coalesce(ethnicity, ''), coalesce(nationality, ''), coalesce(client_ref, ''), coalesce(client_id, ''),
            coalesce(postcode_sector, ''), coalesce(dat_code, ''), coalesce(la_code, ''),
            coalesce(accommodation, ''), coalesce(employment, ''), coalesce(parental, ''), coalesce(pregnant, ''),
            coalesce(drug1, ''), coalesce(drug2, ''), coalesce(drug3, ''), coalesce(route, ''),
            coalesce(injecting, ''), coalesce(drinking_days::varchar, ''), coalesce(drinking_units::varchar, ''),
            coalesce(event_on::varchar, ''), coalesce(prompt, ''), coalesce(transferred_from, ''),
            coalesce(assessed_on::varchar, ''), coalesce(caseload_on::varchar, ''),
            coalesce(closed_on::varchar, ''), coalesce(closure_reason, ''), coalesce(transferred_to, ''),
            coalesce(cms, ''), coalesce(referral.told::varchar, ''), coalesce(review.told::varchar, '')
        )
    ) as content_hash
from episodes
left join referral on episodes.episode_no = referral.episode_no
left join review on episodes.episode_no = review.episode_no
order by episodes.episode_no
