import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Method',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('name_en', models.CharField(max_length=80, null=True, verbose_name='name')),
                ('name_zh_hans', models.CharField(max_length=80, null=True, verbose_name='name')),
                ('description', models.CharField(blank=True, max_length=120, verbose_name='description')),
                ('description_en', models.CharField(blank=True, max_length=120, null=True, verbose_name='description')),
                ('description_zh_hans', models.CharField(blank=True, max_length=120, null=True, verbose_name='description')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'delivery method',
                'verbose_name_plural': 'delivery methods',
                'ordering': ['position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('code', 'pickup'), _negated=True), name='method_is_parcel')],
            },
        ),
        migrations.CreateModel(
            name='Zone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('name_en', models.CharField(max_length=80, null=True, verbose_name='name')),
                ('name_zh_hans', models.CharField(max_length=80, null=True, verbose_name='name')),
                ('countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), default=list, size=None, verbose_name='countries')),
                ('postcodes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), default=list, size=None, verbose_name='postcodes')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'delivery zone',
                'verbose_name_plural': 'delivery zones',
                'ordering': ['position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('postcodes', []), ('countries__len', 1), _connector='OR'), name='zone_postcodes_are_of_one_country')],
            },
        ),
        migrations.CreateModel(
            name='Band',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('up_to_grams', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='up to grams')),
                ('goods_from', models.DecimalField(decimal_places=2, default=Decimal('0.00'), max_digits=10, validators=[django.core.validators.MinValueValidator(0)], verbose_name='goods from')),
                ('price', models.DecimalField(decimal_places=2, max_digits=8, validators=[django.core.validators.MinValueValidator(0)], verbose_name='price')),
                ('free_from', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='free from')),
                ('method', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bands', to='delivery.method')),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bands', to='delivery.zone')),
            ],
            options={
                'verbose_name': 'delivery price',
                'verbose_name_plural': 'delivery prices',
                'ordering': ['method__position', 'method_id', 'up_to_grams', 'goods_from'],
                'constraints': [models.UniqueConstraint(fields=('zone', 'method', 'up_to_grams', 'goods_from'), name='band_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('goods_from__gte', 0), ('price__gte', 0), models.Q(('free_from__isnull', True), ('free_from__gte', 0), _connector='OR')), name='band_not_negative'), models.CheckConstraint(condition=models.Q(('up_to_grams__isnull', True), ('up_to_grams__gt', 0), _connector='OR'), name='band_carries_something')],
            },
        ),
    ]
