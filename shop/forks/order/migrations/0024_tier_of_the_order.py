"""An order keeps the tier that its shopper held."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("order", "0023_net_content"), ("loyalty", "0019_ladder")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="tier",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="loyalty.tier",
                verbose_name="tier",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="tier_saved",
            field=models.DecimalField(
                db_default=0,
                decimal_places=2,
                default=0,
                max_digits=12,
                verbose_name="saved on delivery by the tier",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=Q(tier_saved=0) | Q(tier_saved__gt=0, tier__isnull=False),
                name="order_saved_by_its_tier",
            ),
        ),
    ]
