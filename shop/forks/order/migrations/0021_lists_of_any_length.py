"""Orders by status and of a member, the newest first; and by parts of a number or of a
guest's address. Django asks for addresses in upper case.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("order", "0020_money_that_was_seen")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["status", "-date_placed", "-id"], name="order_by_status"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["user", "-date_placed", "-id"], name="order_of_user"
            ),
        ),
        migrations.RunSQL(
            "CREATE INDEX order_order_searched ON order_order USING gin"
            " (number gin_trgm_ops, upper(guest_email::text) gin_trgm_ops)",
            "DROP INDEX order_order_searched",
        ),
    ]
