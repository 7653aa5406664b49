"""Mail by state, the newest first, by the order it is about, and by parts of where it
goes or what it is known by. Django asks for texts in upper case.
"""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models
from django.db.models.fields.json import KeyTransform


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["state", "-created_at", "-id"], name="outbox_by_state"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(KeyTransform("number", "context"), name="outbox_about"),
        ),
        migrations.RunSQL(
            "CREATE INDEX outbox_message_searched ON outbox_message USING gin"
            " (upper(recipient::text) gin_trgm_ops, upper(reference::text) gin_trgm_ops,"
            " reference gin_trgm_ops)",
            "DROP INDEX outbox_message_searched",
        ),
    ]
