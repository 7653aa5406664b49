"""When an entry came in by the database's clock. Of earlier ones nobody knows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_append_only")]

    operations = [
        migrations.AddField(
            "entry",
            "written_at",
            models.DateTimeField(verbose_name="written down", null=True, editable=False),
        ),
    ]
