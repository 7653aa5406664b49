"""Under which terms an order was placed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('order', '0021_lists_of_any_length'),
        ('texts', '0002_versions_stay'),
    ]

    operations = [
        migrations.AddField(
            model_name='order',
            name='returns_version',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='texts.version', verbose_name='withdrawal'),
        ),
        migrations.AddField(
            model_name='order',
            name='terms_version',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='texts.version', verbose_name='terms'),
        ),
    ]
