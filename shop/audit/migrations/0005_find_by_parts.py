"""Staff look for what was done to something, and on which days.

Django asks for texts in upper case, and for numbers by a pattern.
"""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_written_at")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["recorded_at"], name="audit_recorded"),
        ),
        migrations.RunSQL(
            "CREATE INDEX audit_entry_searched ON audit_entry USING gin"
            " (subject gin_trgm_ops, upper(subject::text) gin_trgm_ops)",
            "DROP INDEX audit_entry_searched",
        ),
    ]
