-- An explanation is in force while a word about its finding is kept. Both are looked up by the same four columns, so
-- whoever removes words (erasure, retention) reads no table for it.
create function dq.forget_explained() returns trigger language plpgsql as $$
begin
    delete from dq.explained as x
    using gone as g
    where
        x.agency_code = g.agency_code
        and x.episode_id = g.episode_id
        and x.rule = g.rule
        and x.item = g.item
        and not exists (
            select 1 from dq.explanation as e
            where
                e.agency_code = x.agency_code
                and e.episode_id = x.episode_id
                and e.rule = x.rule
                and e.item = x.item
        );
    return null;
end
$$;

create trigger explanation_gone after delete on dq.explanation
referencing old table as gone
for each statement execute function dq.forget_explained();

-- sql/views/out_58_fix_first.sql has it with other arguments.
drop function if exists out.figures_of(date, date, date, boolean, boolean, date);
