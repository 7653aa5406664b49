from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("basket", "0003_drop_empty_lines")]

    operations = [
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1)), name="basketline_has_pieces"
            ),
        ),
    ]
