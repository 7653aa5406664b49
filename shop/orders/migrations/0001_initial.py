from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=60, unique=True, verbose_name='reference')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('money', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='money')),
                ('points_restored', models.PositiveBigIntegerField(default=0, verbose_name='points restored')),
                ('points_revoked', models.PositiveBigIntegerField(default=0, verbose_name='points revoked')),
                ('restocked', models.BooleanField(default=True, verbose_name='put back into stock')),
                ('received_at', models.DateTimeField(verbose_name='received')),
            ],
            options={
                'verbose_name': 'return',
                'verbose_name_plural': 'returns',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ReturnedLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField(verbose_name='pieces')),
                ('money', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='money')),
                ('points_restored', models.PositiveBigIntegerField(default=0, verbose_name='points restored')),
            ],
            options={
                'verbose_name': 'returned line',
                'verbose_name_plural': 'returned lines',
            },
        ),
    ]
