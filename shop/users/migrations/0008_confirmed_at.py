import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0007_visits_ended")]

    operations = [
        migrations.AddField(
            "user",
            "confirmed_at",
            models.DateTimeField(null=True, verbose_name="address confirmed"),
        ),
        # For those who come from now on; the column has no default.
        migrations.AlterField(
            "user",
            "confirmed_at",
            models.DateTimeField(
                blank=True,
                default=django.utils.timezone.now,
                null=True,
                verbose_name="address confirmed",
            ),
        ),
    ]
