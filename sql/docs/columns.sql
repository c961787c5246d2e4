-- The columns that people read about: all of core and out, with the comments that say what they mean.
select
    n.nspname as schema_name,
    c.relname as table_name,
    obj_description(c.oid, 'pg_class') as table_meaning,
    a.attname as column_name,
    format_type(a.atttypid, a.atttypmod) as column_type,
    col_description(c.oid, a.attnum) as column_meaning
from pg_class as c
inner join pg_namespace as n on c.relnamespace = n.oid
inner join pg_attribute as a on c.oid = a.attrelid
where
    n.nspname in ('core', 'out')
    and c.relkind in ('r', 'v')
    and a.attnum > 0
    and not a.attisdropped
order by n.nspname, c.relname collate "C", a.attnum;
