"""Staff find people by parts of names and addresses; Django asks in upper case."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

COLUMNS = ("first_name", "last_name", "email")
WORDS = ", ".join(f"upper({column}::text) gin_trgm_ops" for column in COLUMNS)


class Migration(migrations.Migration):
    dependencies = [("users", "0009_confirm_who_is_there")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                fields=["email"], condition=models.Q(is_staff=True), name="user_staff"
            ),
        ),
        migrations.RunSQL(
            f"CREATE INDEX users_user_searched ON users_user USING gin ({WORDS})",
            "DROP INDEX users_user_searched",
        ),
    ]
