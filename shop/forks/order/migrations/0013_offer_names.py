from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("order", "0012_name_lines")]

    operations = [
        migrations.AddField(
            model_name="orderdiscount",
            name="offer_names",
            field=models.JSONField(
                blank=True,
                db_default={},
                default=dict,
                verbose_name="names of the offer",
            ),
        ),
    ]
