from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0004_refund_paid_out_check'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('provider', models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name='payment service')),
                ('checked_at', models.DateTimeField(verbose_name='compared')),
                ('differences', models.JSONField(default=list, verbose_name='differences')),
            ],
            options={
                'verbose_name': 'comparison with a payment service',
                'verbose_name_plural': 'comparisons with payment services',
            },
        ),
    ]
