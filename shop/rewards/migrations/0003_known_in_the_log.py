"""Say in the log what is there without it: gifts to many, and orders written in bulk."""

from django.db import migrations

SAY = """
INSERT INTO audit_entry (actor_id, action, subject, before, after, reason, recorded_at)
SELECT NULL, 'points.grant', left('gift:' || reference, 120), '{}',
    jsonb_build_object('reference', reference, 'points', points),
    'Given before gifts were announced here', now()
FROM (
    SELECT DISTINCT p.reference, m.points FROM loyalty_posting p JOIN (
        SELECT account_id, version, sum(points) AS points FROM loyalty_movement
        WHERE kind = 'accrual' GROUP BY account_id, version
    ) m USING (account_id, version)
    WHERE p.kind = 'accrual' AND p.why ->> 'code' NOT IN ('order-earned', 'imported',
        'balance-imported')
) gift;

INSERT INTO audit_entry (actor_id, action, subject, before, after, reason, recorded_at)
SELECT NULL, 'points.import', left('import:' || source, 120), '{}',
    jsonb_build_object('source', source, 'points', points),
    'Brought in before imports were announced here', now()
FROM (
    SELECT p.why #>> '{params,source}' AS source, sum(m.points) AS points
    FROM loyalty_posting p JOIN loyalty_movement m USING (account_id, version)
    WHERE p.kind = 'accrual' AND p.why ->> 'code' IN ('imported', 'balance-imported')
    GROUP BY 1
) brought;

INSERT INTO audit_entry (actor_id, action, subject, before, after, reason, recorded_at)
SELECT NULL, 'order.bring-in', 'order:' || number, '{}', '{}',
    'Was there before its steps were logged', now()
FROM order_order o WHERE NOT EXISTS (
    SELECT FROM audit_entry e WHERE e.subject = 'order:' || o.number);
"""


class Migration(migrations.Migration):

    dependencies = [
        ("rewards", "0002_points_offer"),
        ("audit", "0003_append_only"),
        ("loyalty", "0008_due_at"),
        ("order", "0009_drop_empty_lines"),
    ]

    # The log is never taken back.
    operations = [migrations.RunSQL(SAY, migrations.RunSQL.noop)]
