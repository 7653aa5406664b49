from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("order", "0019_find_by_words")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="amount_seen",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=12,
                null=True,
                verbose_name="amount that was seen",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="payment_reference",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=140,
                verbose_name="reference of the payment",
            ),
        ),
    ]
