from django.db import migrations, models


class Migration(migrations.Migration):
    """The rows are written anew after every migrate (install.py)."""

    dependencies = [
        ("storefront", "0001_tiles"),
    ]

    operations = [
        migrations.AddField(
            model_name="kepttile",
            name="variants",
            field=models.JSONField(blank=True, null=True, verbose_name="variants"),
        ),
    ]
