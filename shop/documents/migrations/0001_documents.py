import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('order', '0004_ready'),
    ]

    operations = [
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('prefix', models.CharField(max_length=10, unique=True, verbose_name='prefix')),
                ('next_number', models.PositiveIntegerField(default=1, verbose_name='next number')),
            ],
            options={
                'verbose_name': 'series',
                'verbose_name_plural': 'series',
                'constraints': [models.CheckConstraint(condition=models.Q(('next_number__gte', 1)), name='series_next_number_positive')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('name', models.CharField(max_length=30, unique=True, verbose_name='number as printed')),
                ('kind', models.CharField(choices=[('invoice', 'Invoice'), ('credit-note', 'Credit note')], max_length=11, verbose_name='kind')),
                ('cause', models.CharField(max_length=120, unique=True, verbose_name='cause')),
                ('issued_at', models.DateTimeField(verbose_name='issued')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('total', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='total')),
                ('content', models.JSONField(verbose_name='content')),
                ('invoice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='documents.document')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='order.order')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.series')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('series', 'number'), name='document_number_once_per_series'), models.UniqueConstraint(condition=models.Q(('kind', 'invoice')), fields=('order',), name='document_one_invoice_per_order'), models.CheckConstraint(condition=models.Q(models.Q(('invoice', None), ('kind', 'invoice')), models.Q(models.Q(('kind', 'invoice'), _negated=True), ('invoice__isnull', False)), _connector='OR'), name='document_credit_note_names_its_invoice'), models.CheckConstraint(condition=models.Q(('total__gte', 0)), name='document_total_not_negative')],
            },
        ),
    ]
