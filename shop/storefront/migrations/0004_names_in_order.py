from django.db import migrations, models


def _ordered(name: str, *fields: str) -> migrations.AddIndex:
    return migrations.AddIndex(
        model_name="kepttile",
        index=models.Index(
            fields=fields, condition=models.Q(is_listed=True), name=name
        ),
    )


class Migration(migrations.Migration):
    """What names are put in order by is written after every migrate (install.py)."""

    dependencies = [
        ("storefront", "0003_place_of_a_product"),
    ]

    operations = [
        migrations.CreateModel(
            name="Syllable",
            fields=[
                (
                    "sign",
                    models.CharField(
                        max_length=1,
                        primary_key=True,
                        serialize=False,
                        verbose_name="character",
                    ),
                ),
                (
                    "syllable",
                    models.CharField(max_length=10, verbose_name="syllable"),
                ),
            ],
            options={
                "verbose_name": "syllable",
                "verbose_name_plural": "syllables",
                "db_table": "storefront_syllable",
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="kepttile",
            name="sorted_en",
            field=models.TextField(
                db_collation="C", db_default="", verbose_name="title in order"
            ),
        ),
        migrations.AddField(
            model_name="kepttile",
            name="sorted_zh_hans",
            field=models.TextField(
                db_collation="C", db_default="", verbose_name="title in order"
            ),
        ),
        migrations.RemoveIndex(model_name="kepttile", name="tile_en"),
        migrations.RemoveIndex(model_name="kepttile", name="tile_zh_hans"),
        _ordered("tile_en", "sorted_en", "product_id"),
        _ordered("tile_zh_hans", "sorted_zh_hans", "product_id"),
    ]
