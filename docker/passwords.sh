#!/bin/sh
# The passwords of the two roles in roles.sql, once, when the database is made.
set -eu
psql --username=postgres --dbname=fairpoints --set=ON_ERROR_STOP=1 \
    --set=owner="$OWNER_PASSWORD" --set=app="$APP_PASSWORD" <<'SQL'
ALTER ROLE fairpoints_owner PASSWORD :'owner';
ALTER ROLE fairpoints_app PASSWORD :'app';
SQL
