-- What the views were made from (note_made_from.sql); null where none were made, or where one of them is gone since.
select split_part(d.description, ', ', 1)
from pg_description as d
where
    d.classoid = 'pg_namespace'::regclass
    and d.objoid = to_regnamespace('out')
    and split_part(d.description, ', ', 2)
    = (select count(*) || ' views' from pg_views where schemaname in ('out', 'access'));
