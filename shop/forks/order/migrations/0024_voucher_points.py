"""Vouchers from points."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('basket', '0006_voucher_requested'),
        ('order', '0023_net_content'),
        ('sites', '0002_alter_domain_unique'),
        ('texts', '0002_versions_stay'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('voucher_points', 0), ('user__isnull', False), _connector='OR'), name='order_voucher_is_a_members'),
        ),
    ]
