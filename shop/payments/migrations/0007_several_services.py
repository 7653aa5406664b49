from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0006_settled'),
    ]

    operations = [
        migrations.AddField(
            model_name='webhookevent',
            name='concerns',
            field=models.CharField(default='other', max_length=7, verbose_name='concerns'),
        ),
        migrations.AddField(
            model_name='reconciliation',
            name='problem',
            field=models.TextField(blank=True, default='', verbose_name='problem'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='reconciliation',
            name='checked_at',
            field=models.DateTimeField(null=True, verbose_name='compared'),
        ),
        migrations.AddField(
            model_name='settled',
            name='provider',
            field=models.CharField(blank=True, default='', max_length=20, verbose_name='payment service'),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(
            model_name='settled',
            name='settled_once',
        ),
        migrations.AddConstraint(
            model_name='settled',
            constraint=models.UniqueConstraint(fields=('provider', 'what', 'subject'), name='settled_once'),
        ),
    ]
