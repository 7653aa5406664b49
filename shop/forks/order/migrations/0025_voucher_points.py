"""Vouchers from points."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('basket', '0006_voucher_requested'),
        ('catalogue', '0017_net_content'),
        ('order', '0024_tier_of_the_order'),
        ('partner', '0008_price_can_be_summed'),
        ('sites', '0002_alter_domain_unique'),
        ('texts', '0002_versions_stay'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='line',
            name='voucher_discount',
            field=models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=12, verbose_name='discount by a voucher from points'),
        ),
        migrations.AddField(
            model_name='line',
            name='voucher_points',
            field=models.PositiveBigIntegerField(db_default=0, default=0, verbose_name='points of a voucher'),
        ),
        migrations.AddField(
            model_name='order',
            name='voucher_points',
            field=models.PositiveBigIntegerField(db_default=0, default=0, verbose_name='points of a voucher'),
        ),
        migrations.AddConstraint(
            model_name='line',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('voucher_discount', 0), ('voucher_points', 0)), models.Q(('voucher_discount__gt', 0), ('voucher_points__gt', 0)), _connector='OR'), name='line_voucher_has_its_discount'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('voucher_points', 0), ('user__isnull', False), _connector='OR'), name='order_voucher_is_a_members'),
        ),
    ]
