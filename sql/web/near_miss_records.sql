-- What is recorded of the two of a pair, each in the order of time.
select
    side,
    source,
    agency_code,
    agency,
    episode_id,
    substance_group,
    referred_on,
    assessed_on,
    started_on,
    ended_on,
    end_reason
from access.near_miss_record
where pair_id = %(pair_id)s
order by side, coalesce(assessed_on, referred_on, started_on), agency_code collate "C", episode_id collate "C";
