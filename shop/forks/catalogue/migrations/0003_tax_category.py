import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0002_weight'),
        ('tax', '0002_first_rates'),
    ]

    operations = [
        migrations.AddField(
            model_name='productclass',
            name='tax_category',
            field=models.ForeignKey(default='standard', on_delete=django.db.models.deletion.PROTECT, related_name='product_classes', to='tax.taxcategory', verbose_name='tax category'),
        ),
    ]
