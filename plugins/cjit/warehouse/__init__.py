"""The only door to Postgres: connection, migrations, reference lists, staging and load."""
