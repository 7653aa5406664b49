from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('basket', '0002_relations'),
        ('order', '0003_people'),
        ('sites', '0002_alter_domain_unique'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='order',
            options={'ordering': ['-date_placed'], 'permissions': [('mark_paid', 'Can mark an order paid'), ('mark_shipped', 'Can mark an order shipped'), ('mark_ready', 'Can mark an order ready to be picked up'), ('mark_delivered', 'Can mark an order delivered'), ('cancel_order', 'Can cancel an order'), ('take_back', 'Can take back pieces of an order')], 'verbose_name': 'Order', 'verbose_name_plural': 'Orders'},
        ),
        migrations.RemoveConstraint(
            model_name='order',
            name='order_status_known',
        ),
        migrations.AddField(
            model_name='order',
            name='ready_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='ready'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['awaiting-payment', 'confirmed', 'ready', 'shipped', 'delivered', 'cancelled', 'lapsed'])), name='order_status_known'),
        ),
    ]
