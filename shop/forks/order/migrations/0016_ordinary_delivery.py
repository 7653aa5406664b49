from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("order", "0015_offer_terms")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="ordinary_delivery",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=12,
                null=True,
                verbose_name="cheapest delivery",
            ),
        ),
    ]
