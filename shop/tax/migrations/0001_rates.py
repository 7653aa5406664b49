from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TaxCategory',
            fields=[
                ('code', models.SlugField(max_length=20, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('name_en', models.CharField(max_length=60, null=True, verbose_name='name')),
                ('name_zh_hans', models.CharField(max_length=60, null=True, verbose_name='name')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'tax category',
                'verbose_name_plural': 'tax categories',
                'ordering': ['position', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Business',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.CharField(max_length=120, verbose_name='company')),
                ('tax_id', models.CharField(blank=True, max_length=30, verbose_name='VAT or tax ID')),
                ('owner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='business', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'business',
                'verbose_name_plural': 'businesses',
            },
        ),
        migrations.CreateModel(
            name='Rate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country', models.CharField(max_length=2, verbose_name='country')),
                ('percent', models.DecimalField(decimal_places=2, max_digits=4, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(Decimal('99.99'))], verbose_name='rate in percent')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rates', to='tax.taxcategory')),
            ],
            options={
                'verbose_name': 'VAT rate',
                'verbose_name_plural': 'VAT rates',
                'ordering': ['country', 'category__position', 'valid_from'],
                'constraints': [models.UniqueConstraint(fields=('country', 'category', 'valid_from'), name='rate_once_a_day'), models.CheckConstraint(condition=models.Q(('percent__gte', 0), ('percent__lt', 100)), name='rate_is_percent'), models.CheckConstraint(condition=models.Q(('country__regex', '^[A-Z]{2}$')), name='rate_of_a_country')],
            },
        ),
    ]
