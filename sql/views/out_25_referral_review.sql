-- Those of current episodes' current versions.
create view out.referral as
select
    c.agency_code,
    c.episode_id,
    c.referral_id,
    c.referred_on,
    c.referred_to
from core.referral as c
inner join core.episode as e
    on
        c.agency_code = e.agency_code
        and c.episode_id = e.episode_id
        and c.submission_id = e.submission_id
where e.current_to is null;

create view out.review as
select
    c.agency_code,
    c.episode_id,
    c.review_id,
    c.reviewed_on,
    c.recpeer,
    c.recmaid,
    c.recfmsp,
    c.recprnt,
    c.rechse,
    c.recemp,
    c.recedut,
    c.recwprj,
    c.recchkp,
    c.recrlpp,
    c.reccmpt,
    c.recgnh,
    c.recsmoc,
    c.recoth
from core.review as c
inner join core.episode as e
    on
        c.agency_code = e.agency_code
        and c.episode_id = e.episode_id
        and c.submission_id = e.submission_id
where e.current_to is null;
