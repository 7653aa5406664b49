from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0003_settle_paid_out'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paid_out_at__isnull', False), ('state', 'succeeded')), models.Q(models.Q(('state', 'succeeded'), _negated=True), ('paid_out_at__isnull', True)), _connector='OR'), name='refund_succeeded_once_paid_out'),
        ),
    ]
