import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('order', '0005_payment_online'),
        ('orders', '0002_relations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReturnRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=11, unique=True, verbose_name='number')),
                ('reference', models.CharField(max_length=40, unique=True, verbose_name='reference')),
                ('drop_off_code', models.CharField(max_length=8, unique=True, verbose_name='drop-off code')),
                ('state', models.CharField(choices=[('requested', 'Requested'), ('sent', 'On its way back'), ('part', 'Received in part'), ('settled', 'Settled'), ('refused', 'Refused'), ('cancelled', 'Cancelled')], default='requested', max_length=9, verbose_name='state')),
                ('requested_at', models.DateTimeField(verbose_name='requested')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='return_requests', to='order.order')),
            ],
            options={
                'verbose_name': 'return request',
                'verbose_name_plural': 'return requests',
                'ordering': ['id'],
                'permissions': [('receive_return', 'Can receive or refuse returned goods')],
            },
        ),
        migrations.CreateModel(
            name='RequestedLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField(verbose_name='pieces')),
                ('received', models.PositiveIntegerField(default=0, verbose_name='received')),
                ('refused', models.PositiveIntegerField(default=0, verbose_name='refused')),
                ('given_up', models.PositiveIntegerField(default=0, verbose_name='given up')),
                ('reason', models.CharField(blank=True, choices=[('changed-mind', 'I changed my mind'), ('damaged', 'It arrived damaged'), ('faulty', 'It does not work as it should'), ('different', 'It looked different in the shop'), ('wrong', 'I was sent something else'), ('other', 'Another reason')], max_length=12, verbose_name='reason')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='words')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requested_lines', to='order.line')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='returns.returnrequest')),
            ],
            options={
                'verbose_name': 'requested line',
                'verbose_name_plural': 'requested lines',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('turn', models.PositiveSmallIntegerField(verbose_name='turn')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='words for the shopper')),
                ('received_at', models.DateTimeField(verbose_name='received')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('returned', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipt', to='orders.return')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='returns.returnrequest')),
            ],
            options={
                'verbose_name': 'receipt',
                'verbose_name_plural': 'receipts',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=40, unique=True, verbose_name='reference')),
                ('name', models.CharField(max_length=255, verbose_name='name')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('pieces', models.JSONField(verbose_name='goods')),
                ('declared_at', models.DateTimeField(verbose_name='declared')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawals', to='order.order')),
            ],
            options={
                'verbose_name': 'withdrawal',
                'verbose_name_plural': 'withdrawals',
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='returnrequest',
            name='withdrawal',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='request', to='returns.withdrawal'),
        ),
        migrations.CreateModel(
            name='ReceiptLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('received', models.PositiveIntegerField(default=0, verbose_name='received')),
                ('refused', models.PositiveIntegerField(default=0, verbose_name='refused')),
                ('restocked', models.BooleanField(default=False, verbose_name='put back into stock')),
                ('refusal', models.CharField(blank=True, choices=[('used', 'Used more than trying it takes'), ('damaged', 'Damaged after it had arrived'), ('incomplete', 'Parts of it are missing'), ('strange', 'Not from this order'), ('other', 'Another reason')], max_length=10, verbose_name='reason of the refusal')),
                ('receipt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='returns.receipt')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipt_lines', to='returns.requestedline')),
            ],
            options={
                'verbose_name': 'received line',
                'verbose_name_plural': 'received lines',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('receipt', 'line'), name='receipt_line_once'), models.CheckConstraint(condition=models.Q(('received__gt', 0), ('refused__gt', 0), _connector='OR'), name='receipt_line_of_something'), models.CheckConstraint(condition=models.Q(models.Q(('refusal', ''), ('refused', 0)), models.Q(('refused__gt', 0), models.Q(('refusal', ''), _negated=True)), _connector='OR'), name='receipt_line_refused_for_a_reason')],
            },
        ),
        migrations.AddConstraint(
            model_name='requestedline',
            constraint=models.UniqueConstraint(fields=('request', 'line'), name='requested_line_once'),
        ),
        migrations.AddConstraint(
            model_name='requestedline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='requested_line_quantity_positive'),
        ),
        migrations.AddConstraint(
            model_name='requestedline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('received'), '+', models.F('refused')), '+', models.F('given_up')))), name='requested_line_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('request', 'turn'), name='receipt_turn_once'),
        ),
        migrations.AddIndex(
            model_name='returnrequest',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['requested_at'], name='return_request_open'),
        ),
        migrations.AddConstraint(
            model_name='returnrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', ('requested', 'sent', 'part'))), models.Q(('ended_at__isnull', False), ('state__in', ('settled', 'refused', 'cancelled'))), _connector='OR'), name='return_request_ends_once'),
        ),
    ]
