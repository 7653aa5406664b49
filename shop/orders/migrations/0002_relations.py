import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('order', '0003_people'),
        ('orders', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='return',
            name='actor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='return',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='order.order'),
        ),
        migrations.AddField(
            model_name='returnedline',
            name='line',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returned_lines', to='order.line'),
        ),
        migrations.AddField(
            model_name='returnedline',
            name='returned',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='orders.return'),
        ),
        migrations.AddConstraint(
            model_name='returnedline',
            constraint=models.UniqueConstraint(fields=('returned', 'line'), name='returned_line_once'),
        ),
        migrations.AddConstraint(
            model_name='returnedline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='returned_line_quantity_positive'),
        ),
    ]
