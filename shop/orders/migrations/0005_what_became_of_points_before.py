"""Say of returns that were settled before what became of the points they gave back."""

from django.db import migrations

SAY = """
UPDATE orders_return r SET points_repaid = became.repaid, points_expired = became.expired
FROM (
    SELECT r.id,
        coalesce(sum(m.points) FILTER (WHERE m.dst = 'owed'), 0) AS repaid,
        coalesce(sum(m.points) FILTER (WHERE m.dst = 'available'
            AND l.expires_at <= r.received_at), 0) AS expired
    FROM orders_return r
    JOIN order_order o ON o.id = r.order_id
    JOIN loyalty_posting p ON p.account_id = o.user_id AND p.kind = 'give-back'
        AND p.reference = 'return:' || r.reference
    JOIN loyalty_movement m USING (account_id, version)
    JOIN loyalty_lot l ON l.account_id = m.account_id AND l.number = m.lot_number
    GROUP BY r.id
) became
WHERE became.id = r.id AND became.repaid + became.expired > 0
"""


class Migration(migrations.Migration):

    dependencies = [
        ("orders", "0004_what_became_of_points"),
        ("loyalty", "0013_name_freezes"),
    ]

    operations = [migrations.RunSQL(SAY, migrations.RunSQL.noop)]
