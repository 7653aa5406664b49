from django.db import migrations, models


class Migration(migrations.Migration):
    """The places of what a search finds, without a look at the rows."""

    dependencies = [
        ("storefront", "0002_variants"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="kepttile",
            index=models.Index(
                fields=["product_id"],
                include=["place"],
                condition=models.Q(is_listed=True),
                name="tile_place",
            ),
        ),
    ]
