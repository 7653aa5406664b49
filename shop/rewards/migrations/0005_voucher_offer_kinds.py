"""Vouchers from points."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('offer', '0007_cheapest_is_free'),
        ('rewards', '0004_given_before_it_was_signed'),
    ]

    operations = [
        migrations.CreateModel(
            name='VoucherBenefit',
            fields=[
            ],
            options={
                'verbose_name': 'voucher from points',
                'verbose_name_plural': 'vouchers from points',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('offer.benefit',),
        ),
        migrations.CreateModel(
            name='VoucherRequested',
            fields=[
            ],
            options={
                'verbose_name': 'a voucher from points is requested',
                'verbose_name_plural': 'a voucher from points is requested',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('offer.condition',),
        ),
    ]
