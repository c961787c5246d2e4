#!/bin/sh
# Run before the parts of Airflow start, and safe to run again: metadata, pools, the first user.
set -eu
airflow db migrate
airflow fab-db migrate
airflow pools import /opt/cjit/dags/pools.json
airflow users create --role Admin --username admin --password "$ADMIN_PASSWORD" \
    --firstname Airflow --lastname Admin --email "$CJIT_ALERTS_TO"
