with added as (
    insert into dq.pair_decision (pair_id, decision, decided_by, decided_at, why)
    values (%(pair_id)s, %(decision)s, %(by)s, %(at)s, %(why)s)
    returning decision_no
)

update core.near_miss
set decision_no = (select a.decision_no from added as a)
where pair_id = %(pair_id)s;
