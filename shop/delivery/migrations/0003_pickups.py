import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0002_first_zone'),
        ('order', '0004_ready'),
    ]

    operations = [
        migrations.CreateModel(
            name='PickupPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('name_en', models.CharField(max_length=80, null=True, verbose_name='name')),
                ('name_zh_hans', models.CharField(max_length=80, null=True, verbose_name='name')),
                ('street', models.CharField(max_length=120, verbose_name='street and number')),
                ('postcode', models.CharField(max_length=16, verbose_name='postcode')),
                ('city', models.CharField(max_length=80, verbose_name='town or city')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('note_en', models.CharField(blank=True, max_length=200, null=True, verbose_name='note')),
                ('note_zh_hans', models.CharField(blank=True, max_length=200, null=True, verbose_name='note')),
                ('hours', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(blank=True, max_length=40), size=None, verbose_name='opening hours')),
                ('days_to_collect', models.PositiveSmallIntegerField(default=14, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(90)], verbose_name='days to collect')),
                ('is_active', models.BooleanField(default=True, verbose_name='open for new orders')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'pick-up point',
                'verbose_name_plural': 'pick-up points',
                'ordering': ['position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('hours__len', 7)), name='pickup_point_hours_of_each_day'), models.CheckConstraint(condition=models.Q(('days_to_collect__range', (2, 90))), name='pickup_point_days_to_collect')],
            },
        ),
        migrations.CreateModel(
            name='Pickup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(blank=True, max_length=8, verbose_name='pick-up code')),
                ('collect_by', models.DateTimeField(blank=True, null=True, verbose_name='kept until')),
                ('remind_at', models.DateTimeField(blank=True, null=True, verbose_name='to be reminded')),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='pickup', to='order.order')),
                ('point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pickups', to='delivery.pickuppoint')),
            ],
            options={
                'verbose_name': 'pick-up',
                'verbose_name_plural': 'pick-ups',
                'indexes': [models.Index(condition=models.Q(('remind_at__isnull', False)), fields=['remind_at'], name='pickup_to_be_reminded')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('code',), name='pickup_code_once'), models.CheckConstraint(condition=models.Q(models.Q(('code', ''), ('collect_by__isnull', True), ('remind_at__isnull', True)), models.Q(models.Q(('code', ''), _negated=True), ('collect_by__isnull', False)), _connector='OR'), name='pickup_code_has_its_day')],
            },
        ),
    ]
