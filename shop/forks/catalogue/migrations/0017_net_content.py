"""How much is in a piece."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0016_captions_are_english'),
    ]

    operations = [
        migrations.AddField(
            model_name='product',
            name='net_quantity',
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True, verbose_name='net content'),
        ),
        migrations.AddField(
            model_name='product',
            name='net_unit',
            field=models.CharField(blank=True, choices=[('g', 'g'), ('kg', 'kg'), ('ml', 'ml'), ('l', 'l'), ('m', 'm'), ('piece', 'piece')], db_default='', default='', max_length=5, verbose_name='unit'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('net_quantity__isnull', True), ('net_unit', '')), models.Q(('net_quantity__gt', 0), ('net_quantity__isnull', False), ('net_unit__in', ['g', 'kg', 'ml', 'l', 'm', 'piece'])), _connector='OR'), name='product_holds_so_much_of_a_unit'),
        ),
    ]
