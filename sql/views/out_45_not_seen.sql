-- Why a referral has no start in structured treatment. The first reason that holds is the one that is told: what
-- needs nothing, what is known of this person from the referral on, a likely slip of the pen, then what lies in the
-- past, elsewhere or nowhere (docs/decisions/0018-matching.md).
create view out.not_seen_reason as
select
    said.place,
    said.reason,
    said.title,
    said.message,
    said.what_to_do
from (
    values
    (
        1, 'already_in_treatment',
        'Already in treatment',
        'The client was in structured treatment on the day of the referral.',
        'Nothing. Where the referral was meant to start something else, ask the treatment service.'
    ),
    (
        2, 'started_after',
        'Started later',
        'The client started structured treatment in this partnership, but too late for this referral: more than 84'
        ' days after it, or after their next CJIT assessment.',
        'Nothing to correct. If the referral date is wrong, correct REFSTDT.'
    ),
    (
        3, 'never_started',
        'Known to treatment, not started',
        'The client is known to structured treatment in this partnership, without a start date.',
        'Ask the treatment service whether the client came, and whether its start date is missing.'
    ),
    (
        4, 'near_miss',
        'Perhaps somebody whose details differ in one item',
        'Somebody who started treatment in this partnership in the weeks after the referral differs from your client in'
        ' one item alone.',
        'Check that item in your own record. If yours is right there is nothing to correct: it may be another person,'
        ' or a slip at the treatment service.'
    ),
    (
        5, 'started_before',
        'Treatment over before the referral',
        'The client was in structured treatment in this partnership before the referral, and not since.',
        'Ask the treatment service whether the referral arrived.'
    ),
    (
        6, 'other_dat',
        'Known in another partnership only',
        'The client is known to structured treatment, but not in this partnership.',
        'Check DAT. If it is right, the client may have moved, or was referred elsewhere.'
    ),
    (
        7, 'not_found',
        'Not known to structured treatment',
        'Nobody with these initials, this date of birth and this sex is known to structured treatment.',
        'Check FINITIAL, SINITIAL, DOB and SEX. If they are right, ask the treatment service whether the referral'
        ' arrived.'
    )
) as said (place, reason, title, message, what_to_do);

-- Every referral without a start. What treatment services sent shows as the reason and nothing else: no one's agency,
-- days or details, near misses least of all.
create view out.unmatched_referral as
select
    m.agency_code,
    m.episode_id,
    m.referral_id,
    m.anchored_on as referred_on,
    c.referred_to,
    e.dat_code,
    r.reason,
    r.title || coalesce(': ' || near.in_words, '') as reason_in_words,
    near.item as near_item,
    m.counts_until
from core.treatment_match as m
inner join core.episode as e
    on
        m.agency_code = e.agency_code
        and m.episode_id = e.episode_id
        and e.current_to is null
left join core.referral as c
    on
        e.agency_code = c.agency_code
        and e.episode_id = c.episode_id
        and e.submission_id = c.submission_id
        and m.referral_id = c.referral_id
-- What treatment services know of the same person.
inner join lateral (
    select
        count(*) > 0 as is_known,
        coalesce(bool_or(known.is_here), false) as is_here,
        coalesce(bool_or(known.is_here and known.started_on > m.counts_until), false) as started_after,
        coalesce(bool_or(known.is_here and known.started_on < m.anchored_on), false) as started_before,
        -- Neither over before the referral nor begun after it has run out.
        coalesce(
            bool_or(
                known.is_here
                and known.started_on is null
                and known.discharged_on >= m.anchored_on
                and known.referred_on <= m.counts_until
            ), false
        ) as waits
    from (
        select
            t.dat_code = e.dat_code as is_here,
            coalesce(t.started_on, t.triaged_on) as started_on,
            coalesce(t.referred_on, '-infinity') as referred_on,
            coalesce(t.discharged_on, 'infinity') as discharged_on
        from core.treatment as t
        where t.person_key = m.person_key
    ) as known
) as own on true
-- Somebody else in the same DAT who would have been the match, were one item another. Of several the one who
-- would have been matched; looked for only where nothing better is known.
left join lateral (
    select
        slip.item,
        slip.in_words
    from (
        select
            t.person_key,
            t.agency_code,
            t.episode_id,
            coalesce(t.started_on, t.triaged_on) as started_on,
            case
                when t.first_initial <> e.first_initial then 1
                when t.surname_initial <> e.surname_initial then 2
                else 5
            end as slip_no
        from core.treatment as t
        where
            t.dat_code = e.dat_code
            and t.dob = e.dob
            and t.person_key <> m.person_key
            and (t.first_initial <> e.first_initial)::integer
            + (t.surname_initial <> e.surname_initial)::integer
            + (t.sex <> e.sex)::integer = 1
        union all
        select
            t.person_key,
            t.agency_code,
            t.episode_id,
            coalesce(t.started_on, t.triaged_on) as started_on,
            case when to_char(t.dob, 'YYYYDDMM') = to_char(e.dob, 'YYYYMMDD') then 3 else 4 end as slip_no
        from core.treatment as t
        where
            t.dat_code = e.dat_code
            and t.surname_initial = e.surname_initial
            and t.first_initial = e.first_initial
            and t.sex = e.sex
            and t.dob <> e.dob
            and t.person_key <> m.person_key
            and coalesce(t.started_on, t.triaged_on) between m.anchored_on and m.counts_until
            and (
                to_char(t.dob, 'YYYYDDMM') = to_char(e.dob, 'YYYYMMDD')
                or (
                    select count(*)
                    from generate_series(1, 8) as digit (n)
                    where
                        substr(to_char(t.dob, 'YYYYMMDD'), digit.n, 1)
                        <> substr(to_char(e.dob, 'YYYYMMDD'), digit.n, 1)
                ) = 1
            )
    ) as other
    inner join (
        values
        (1, 'FINITIAL', 'the first initial'),
        (2, 'SINITIAL', 'the initial of the surname'),
        (3, 'DOB', 'day and month of the date of birth, the other way round'),
        (4, 'DOB', 'one digit of the date of birth'),
        (5, 'SEX', 'the sex')
    ) as slip (slip_no, item, in_words) on other.slip_no = slip.slip_no
    where
        other.started_on between m.anchored_on and m.counts_until
        and not (m.already_in_treatment or own.started_after or own.waits)
        -- A reviewer has found them to be somebody else.
        and (
            encode(least(m.person_key, other.person_key), 'hex'),
            encode(greatest(m.person_key, other.person_key), 'hex')
        ) not in (
            select
                d.person_key_a,
                d.person_key_b
            from out.different_people as d
        )
    order by
        other.started_on,
        slip.slip_no,
        other.agency_code collate "C",
        other.episode_id collate "C"
    limit 1
) as near on true
inner join out.not_seen_reason as r
    on
        r.reason
        = case
            when m.already_in_treatment then 'already_in_treatment'
            when own.started_after then 'started_after'
            when own.waits then 'never_started'
            when near.item is not null then 'near_miss'
            when own.started_before then 'started_before'
            when own.is_here then 'never_started'
            when own.is_known then 'other_dat'
            else 'not_found'
        end
where m.anchor = 'referral' and m.treatment_agency is null;

-- How many referrals have no start and why, at each provider and in each partnership of residence.
create view out.unmatched_referral_summary as
select
    area.level,
    area.area_code,
    u.reason,
    u.reason_in_words,
    count(*) as referrals
from out.unmatched_referral as u
cross join
    lateral (
        values
        ('provider', u.agency_code),
        ('partnership', u.dat_code)
    ) as area (level, area_code)
group by area.level, area.area_code, u.reason, u.reason_in_words;
