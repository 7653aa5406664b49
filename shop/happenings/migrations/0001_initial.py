import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Happening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='kind')),
                ('subject', models.CharField(max_length=120, verbose_name='subject')),
                ('facts', models.JSONField(verbose_name='facts')),
                ('reference', models.CharField(max_length=120, verbose_name='reference')),
                ('happened_at', models.DateTimeField(verbose_name='happened')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded')),
            ],
            options={
                'verbose_name': 'happening',
                'verbose_name_plural': 'happenings',
                'default_permissions': ('view',),
                'constraints': [models.UniqueConstraint(fields=('kind', 'reference'), name='happenings_once_per_cause')],
            },
        ),
        migrations.CreateModel(
            name='Hearing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=120, verbose_name='subject')),
                ('listener', models.CharField(max_length=40, verbose_name='listener')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('tries', models.PositiveIntegerField(default=0, verbose_name='tries')),
                ('last_error', models.TextField(blank=True, verbose_name='last error')),
                ('happening', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='happenings.happening')),
            ],
            options={
                'verbose_name': 'hearing',
                'verbose_name_plural': 'hearings',
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['due_at', 'id'], name='happenings_due')],
                'constraints': [models.UniqueConstraint(fields=('listener', 'subject', 'happening'), name='happenings_heard_in_order')],
            },
        ),
    ]
