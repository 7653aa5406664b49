#!/bin/sh
# Redis with its password, which stays out of command lines. Started by the image's own
# entrypoint, which leaves root behind.
set -eu
umask 077
file="${TMPDIR:-/tmp}/redis.conf"
printf 'appendonly yes\nrequirepass %s\n' "$REDIS_PASSWORD" > "$file"
chown redis "$file"
exec docker-entrypoint.sh redis-server "$file"
