"""Vouchers from points."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0005_what_became_of_points_before'),
    ]

    operations = [
        migrations.AddField(
            model_name='return',
            name='voucher_points',
            field=models.PositiveBigIntegerField(db_default=0, default=0, verbose_name='points of a voucher given back'),
        ),
    ]
