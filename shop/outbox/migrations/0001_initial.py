from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='kind')),
                ('recipient', models.EmailField(max_length=254, verbose_name='recipient')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('context', models.JSONField(default=dict, verbose_name='context')),
                ('reference', models.CharField(max_length=120, unique=True, verbose_name='reference')),
                ('state', models.CharField(choices=[('due', 'To be sent'), ('sent', 'Sent'), ('failed', 'Given up')], default='due', max_length=6, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('last_error', models.TextField(blank=True, verbose_name='last error')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
            ],
            options={
                'verbose_name': 'outgoing message',
                'verbose_name_plural': 'outgoing messages',
                'permissions': [('retry_message', 'Can send a message again')],
                'indexes': [models.Index(condition=models.Q(('state', 'due')), fields=['due_at'], name='outbox_due'), models.Index(fields=['-created_at'], name='outbox_newest')],
            },
        ),
    ]
