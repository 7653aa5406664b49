from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0006_second_factor")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="visits_ended",
            field=models.PositiveIntegerField(
                db_default=0, default=0, verbose_name="visits ended"
            ),
        ),
    ]
