from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='product',
            name='weight_g',
            field=models.PositiveIntegerField(default=0, help_text='Parcels are charged by it. A variant of 0 weighs as its parent.', verbose_name='weight in grams'),
        ),
    ]
