"""Today's slug is the English one; the Chinese is made of the Chinese words.

Former addresses carry the number too, and lead on to those of today.
"""

from django.db import migrations
from django.db.models import F
from django.utils.text import slugify

TEXTS = {"Category": "name_zh_hans", "Product": "title_zh_hans"}
LONGEST = 60
CHUNK = 1000


def slug_of(text):
    slug = slugify(text or "", allow_unicode=True)
    if len(slug) > LONGEST:
        slug = slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]
    return slug.strip("-_") or None


def give(apps, _schema_editor):
    for name, text in TEXTS.items():
        rows = apps.get_model("catalogue", name).objects
        rows.filter(slug_en=None).update(slug_en=F("slug"))
        chunk = []
        for row in rows.filter(slug_zh_hans=None).exclude(**{text: None}).iterator(
            CHUNK
        ):
            row.slug_zh_hans = slug_of(getattr(row, text))
            chunk.append(row)
            if len(chunk) == CHUNK:
                rows.bulk_update(chunk, ["slug_zh_hans"])
                chunk = []
        rows.bulk_update(chunk, ["slug_zh_hans"])


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0012_slugs_in_every_language")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
