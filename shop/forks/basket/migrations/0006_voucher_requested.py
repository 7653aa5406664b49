"""Vouchers from points."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('basket', '0005_keep_what_is_used'),
    ]

    operations = [
        migrations.AddField(
            model_name='basket',
            name='voucher_requested',
            field=models.BigIntegerField(blank=True, null=True, verbose_name='voucher to use'),
        ),
    ]
