#!/bin/bash
# Run once by the postgres image, on an empty data directory: logins and database, then passwords,
# which psql takes from the environment so that they stand on no command line.
set -euo pipefail

psql --no-psqlrc --username "$POSTGRES_USER" --dbname postgres --file /registry/roles.sql
psql --no-psqlrc --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 <<'SQL'
\getenv migrator MIGRATOR_DB_PASSWORD
\getenv staff STAFF_DB_PASSWORD
\getenv portal PORTAL_DB_PASSWORD
\getenv worker WORKER_DB_PASSWORD
ALTER ROLE migrator PASSWORD :'migrator';
ALTER ROLE staff PASSWORD :'staff';
ALTER ROLE portal PASSWORD :'portal';
ALTER ROLE worker PASSWORD :'worker';
SQL
