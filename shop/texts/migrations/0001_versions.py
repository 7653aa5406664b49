"""Texts of the shop in versions."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(choices=[('about', 'About us'), ('contact', 'Contact'), ('faq', 'Questions and answers'), ('delivery', 'Delivery and its cost'), ('returns', 'Returns and withdrawal'), ('terms', 'Terms'), ('privacy', 'Privacy'), ('imprint', 'Imprint')], max_length=20, verbose_name='page')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('body_en', models.TextField(blank=True, null=True, verbose_name='text')),
                ('body_zh_hans', models.TextField(blank=True, null=True, verbose_name='text')),
                ('valid_from', models.DateTimeField(verbose_name='valid from')),
                ('written_at', models.DateTimeField(verbose_name='written')),
                ('earlier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='texts.version')),
            ],
            options={
                'verbose_name': 'text of the shop',
                'verbose_name_plural': 'texts of the shop',
                'ordering': ['page', '-valid_from', '-pk'],
                'indexes': [models.Index(fields=['page', '-valid_from', '-id'], name='text_in_force')],
                'constraints': [models.CheckConstraint(condition=models.Q(('page__in', ['about', 'contact', 'faq', 'delivery', 'returns', 'terms', 'privacy', 'imprint'])), name='text_page_known'), models.CheckConstraint(condition=models.Q(('valid_from__gte', models.F('written_at'))), name='text_not_in_the_past'), models.UniqueConstraint(fields=('page', 'earlier'), name='text_follows_one', nulls_distinct=False)],
            },
        ),
    ]
