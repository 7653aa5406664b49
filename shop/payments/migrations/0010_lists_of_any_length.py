"""Attempts to pay by state, the newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('order', '0020_money_that_was_seen'),
        ('payments', '0009_money_gone_elsewhere'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='paymentattempt',
            index=models.Index(fields=['state', '-id'], name='payment_attempt_by_state'),
        ),
    ]
