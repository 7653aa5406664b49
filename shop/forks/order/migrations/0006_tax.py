from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('order', '0005_payment_online'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='company',
            field=models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='company'),
        ),
        migrations.AddField(
            model_name='order',
            name='shipping_vat',
            field=models.JSONField(blank=True, db_default=[], default=list, verbose_name='delivery by VAT rate'),
        ),
        migrations.AddField(
            model_name='order',
            name='tax_id',
            field=models.CharField(blank=True, db_default='', default='', max_length=30, verbose_name='VAT or tax ID'),
        ),
    ]
