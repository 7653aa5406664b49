from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("order", "0010_lines_have_pieces")]

    operations = [
        migrations.AddField(
            model_name="line",
            name="names",
            field=models.JSONField(
                blank=True, db_default={}, default=dict, verbose_name="names"
            ),
        ),
    ]
