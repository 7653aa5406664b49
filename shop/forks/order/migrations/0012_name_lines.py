"""Lines keep what is still known of what their goods are called in each language.

What the buyer read stays as it was; the variant and the other languages are as the
goods are called today, and unknown where the goods are gone.
"""

from django.db import migrations
from django.utils import translation

from shop.forks.catalogue import naming

AT_ONCE = 500


def name_lines(apps, schema_editor):
    line_model = apps.get_model("order", "Line")
    values = apps.get_model("catalogue", "ProductAttributeValue")
    lines = (
        line_model.objects.filter(names={})
        .annotate(marks=naming.marks_of(values, "product"))
        .select_related("order", "product__parent")
        .order_by("pk")
    )
    done = 0
    while chunk := list(lines.filter(pk__gt=done)[:AT_ONCE]):
        for line in chunk:
            line.names = names(line)
        line_model.objects.bulk_update(chunk, ["names"])
        done = chunk[-1].pk


def names(line) -> naming.Names:
    buyers, product = line.order.language, line.product
    parent = product.parent if product else None
    said = {}
    for language in naming.LANGUAGES if product else [buyers]:
        with translation.override(language):
            own = line.title if language == buyers else title(product, language)
            over = title(parent, language) if parent else ""
            name = naming.name(own=own, parent=over, marks=line.marks)
            said[language] = vars(name)
    return said


def title(product, language: str) -> str:
    own = getattr(product, naming.build_localized_fieldname("title", language))
    return own or product.title_en or product.title or ""


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0007_addressable"),
        ("order", "0011_names"),
    ]

    operations = [migrations.RunPython(name_lines, migrations.RunPython.noop)]
