from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('offer', '0006_keep_what_is_used'),
    ]

    operations = [
        migrations.CreateModel(
            name='CheapestIsFree',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('offer.multibuydiscountbenefit',),
        ),
    ]
