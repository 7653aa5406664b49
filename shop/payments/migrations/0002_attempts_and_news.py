import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('order', '0005_payment_online'),
        ('payments', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='WebhookEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20, verbose_name='payment service')),
                ('event_id', models.CharField(max_length=255, verbose_name='event')),
                ('kind', models.CharField(max_length=100, verbose_name='kind')),
                ('about', models.CharField(max_length=255, verbose_name='about')),
                ('received_at', models.DateTimeField(verbose_name='received')),
                ('due_at', models.DateTimeField(null=True, verbose_name='due')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('last_error', models.TextField(blank=True, verbose_name='last error')),
            ],
            options={
                'verbose_name': 'news of a payment service',
                'verbose_name_plural': 'news of payment services',
            },
        ),
        migrations.AddField(
            model_name='refund',
            name='due_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='due'),
        ),
        migrations.AddField(
            model_name='refund',
            name='key',
            field=models.CharField(blank=True, max_length=60, verbose_name='key'),
        ),
        migrations.AddField(
            model_name='refund',
            name='last_error',
            field=models.TextField(blank=True, verbose_name='last error'),
        ),
        migrations.AddField(
            model_name='refund',
            name='provider_id',
            field=models.CharField(blank=True, max_length=255, verbose_name='refund'),
        ),
        migrations.AddField(
            model_name='refund',
            name='state',
            field=models.CharField(choices=[('promised', 'To be paid out'), ('requested', 'Under way'), ('succeeded', 'Paid out'), ('failed', 'Failed')], default='promised', max_length=9, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='refund',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='tries'),
        ),
        migrations.CreateModel(
            name='PaymentAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=20, verbose_name='payment service')),
                ('key', models.CharField(max_length=60, unique=True, verbose_name='key')),
                ('session_id', models.CharField(blank=True, max_length=255, verbose_name='session')),
                ('url', models.TextField(blank=True, verbose_name='address')),
                ('charge', models.CharField(blank=True, max_length=255, verbose_name='charge')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('received', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='received')),
                ('refunded', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='refunded')),
                ('state', models.CharField(choices=[('open', 'Can be paid'), ('paid', 'Paid'), ('late', 'Paid too late'), ('wrong', 'Wrong amount'), ('failed', 'Failed'), ('expired', 'Expired')], default='open', max_length=7, verbose_name='state')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payment_attempts', to='order.order')),
            ],
            options={
                'verbose_name': 'payment attempt',
                'verbose_name_plural': 'payment attempts',
            },
        ),
        migrations.AddField(
            model_name='refund',
            name='attempt',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='payments.paymentattempt'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='refund_due'),
        ),
        migrations.AddIndex(
            model_name='webhookevent',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='webhook_event_due'),
        ),
        migrations.AddConstraint(
            model_name='webhookevent',
            constraint=models.UniqueConstraint(fields=('provider', 'event_id'), name='webhook_event_once'),
        ),
        migrations.AddConstraint(
            model_name='paymentattempt',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('order',), name='payment_attempt_one_open'),
        ),
        migrations.AddConstraint(
            model_name='paymentattempt',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'paid')), fields=('order',), name='payment_attempt_one_paid'),
        ),
        migrations.AddConstraint(
            model_name='paymentattempt',
            constraint=models.UniqueConstraint(condition=models.Q(('session_id', ''), _negated=True), fields=('provider', 'session_id'), name='payment_attempt_session_once'),
        ),
        migrations.AddConstraint(
            model_name='paymentattempt',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_attempt_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='paymentattempt',
            constraint=models.CheckConstraint(condition=models.Q(('refunded__gte', 0), ('refunded__lte', models.F('received'))), name='payment_attempt_refunded_at_most_received'),
        ),
    ]
