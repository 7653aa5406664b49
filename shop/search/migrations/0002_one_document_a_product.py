"""One document a product instead of one for each language.

Documents are made of the goods: those of before go, `index_products` makes the new ones.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0001_initial'),
        ('shop_search', '0001_documents'),
    ]

    operations = [
        migrations.DeleteModel(name='SearchDocument'),
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='search_document', to='catalogue.product')),
                ('titles', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None, verbose_name='titles')),
                ('words', django.contrib.postgres.search.SearchVectorField(verbose_name='words')),
                ('sold', models.PositiveIntegerField(default=0, verbose_name='sold lately')),
            ],
            options={
                'verbose_name': 'search document',
                'verbose_name_plural': 'search documents',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words'], name='search_words'), models.Index(fields=['-sold', '-product'], name='search_sold')],
            },
        ),
    ]
