-- What cjit noted when it last set Airflow's metadata up; null where it never did.
select obj_description(to_regclass('public.alembic_version'), 'pg_class');
