#!/bin/sh
# Run once by the postgres image, on an empty volume: a database and an owner each for warehouse and Airflow.
set -eu
for name in warehouse airflow; do
    case $name in
    warehouse) password=$WAREHOUSE_PASSWORD ;;
    airflow) password=$AIRFLOW_PASSWORD ;;
    esac
    psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
        --set name="$name" --set password="$password" <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name";
revoke all on database :"name" from public;
SQL
done
# It makes the roles of access.md, which cannot sign in (sql/views/roles.sql).
psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 --command 'alter role warehouse createrole'
