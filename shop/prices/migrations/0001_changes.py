"""Which price goods have had, since when."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='PriceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stockrecord_id', models.BigIntegerField(verbose_name='stock record')),
                ('product_id', models.BigIntegerField(verbose_name='product')),
                ('price', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='price')),
                ('currency', models.CharField(max_length=12, verbose_name='currency')),
                ('changed_at', models.DateTimeField(verbose_name='changed')),
            ],
            options={
                'verbose_name': 'change of a price',
                'verbose_name_plural': 'changes of prices',
                'default_permissions': (),
                'indexes': [models.Index(fields=['product_id', 'changed_at'], name='price_of_product')],
            },
        ),
    ]
