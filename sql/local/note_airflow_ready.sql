comment on table public.alembic_version is %(note)s;
