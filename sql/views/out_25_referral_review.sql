create view out.referral as
select
    agency_code,
    episode_id,
    referral_id,
    referred_on,
    referred_to
from core.referral
where current_to is null;

create view out.review as
select
    agency_code,
    episode_id,
    review_id,
    reviewed_on,
    recpeer,
    recmaid,
    recfmsp,
    recprnt,
    rechse,
    recemp,
    recedut,
    recwprj,
    recchkp,
    recrlpp,
    reccmpt,
    recgnh,
    recsmoc,
    recoth
from core.review
where current_to is null;
