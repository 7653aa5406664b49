from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0004_categories_of_classes'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='productclass',
            name='vat_rate',
        ),
    ]
