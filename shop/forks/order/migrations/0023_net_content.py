"""How much is in a piece."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('order', '0022_texts_agreed'),
    ]

    operations = [
        migrations.AddField(
            model_name='line',
            name='net_quantity',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True, verbose_name='net content'),
        ),
        migrations.AddField(
            model_name='line',
            name='net_unit',
            field=models.CharField(blank=True, choices=[('g', 'g'), ('kg', 'kg'), ('ml', 'ml'), ('l', 'l'), ('m', 'm'), ('piece', 'piece')], db_default='', default='', max_length=5, verbose_name='unit'),
        ),
    ]
