set local client_min_messages = warning;

drop table if exists pg_temp.same_wanted;

create temporary table same_wanted (
    own_key text primary key,
    person_key text not null
) on commit drop;
