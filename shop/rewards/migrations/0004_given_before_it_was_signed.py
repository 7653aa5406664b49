"""Say in the log what was given before each giver had to announce it.

The books take an accrual for given when whoever signed it announced it. What is there
was announced under another name, or under none.
"""

from django.db import migrations

SAY = """
INSERT INTO audit_entry (actor_id, action, subject, before, after, reason, recorded_at,
    written_at)
SELECT NULL, 'points.grant', left('gift:' || reference, 120), '{}',
    jsonb_build_object('reference', reference, 'points', points),
    'Given before each giver announced it here', now(), clock_timestamp()
FROM (
    SELECT DISTINCT p.reference, m.points FROM loyalty_posting p JOIN (
        SELECT account_id, version, sum(points) AS points FROM loyalty_movement
        WHERE kind = 'accrual' GROUP BY account_id, version
    ) m USING (account_id, version)
    WHERE p.kind = 'accrual' AND p.why ->> 'code' NOT IN ('order-earned', 'imported',
            'balance-imported')
        AND EXISTS (SELECT FROM audit_entry e WHERE e.action = 'points.grant'
            AND e.subject = left('gift:' || p.reference, 120)
            AND e.after -> 'points' = to_jsonb(m.points)
            AND e.actor_id IS DISTINCT FROM p.actor_id)
) gift;

INSERT INTO audit_entry (actor_id, action, subject, before, after, reason, recorded_at,
    written_at)
SELECT NULL, 'points.import', left('import:' || source, 120), '{}',
    jsonb_build_object('source', source, 'points', 0),
    'Brought in before each import was signed here', now(), clock_timestamp()
FROM (
    SELECT DISTINCT p.why #>> '{params,source}' AS source FROM loyalty_posting p
    WHERE p.kind = 'accrual' AND p.why ->> 'code' IN ('imported', 'balance-imported')
        AND EXISTS (SELECT FROM audit_entry e WHERE e.action = 'points.import'
            AND e.after ->> 'source' = p.why #>> '{params,source}'
            AND e.actor_id IS DISTINCT FROM p.actor_id)
) brought;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("rewards", "0003_known_in_the_log"),
        ("audit", "0004_written_at"),
        ("loyalty", "0013_name_freezes"),
    ]

    # The log is never taken back.
    operations = [migrations.RunSQL(SAY, migrations.RunSQL.noop)]
