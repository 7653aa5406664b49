"""What rules and orders know a category by: its slug of this day, kept (F19).

Where several have one slug, the first made keeps it; what rules name and nobody has is
given to nobody any more: docs/adr/0029-a-text-is-no-key.md.
"""

from django.db import migrations


def codes_of(slugs):
    """The code of each slug, in the order of their categories."""
    codes = []
    for slug in slugs:
        code, number = slug, 1
        while code in codes or (number > 1 and code in slugs):
            number += 1
            code = f"{slug[:240]}-{number}"
        codes.append(code)
    return codes


def keep(apps, _schema_editor):
    categories = apps.get_model("catalogue", "Category").objects.order_by("pk")
    codes = codes_of([category.slug for category in categories])
    # Oscar has the column and fills it with nothing.
    categories.update(code=None)
    for category, code in zip(categories, codes, strict=True):
        category.code = code
    categories.model.objects.bulk_update(categories, ["code"])
    given = set(codes)
    for labels in apps.get_model("loyalty", "Rule").objects.values_list(
        "excluded_labels", flat=True
    ):
        given |= set(labels)
    GivenCode = apps.get_model("catalogue", "GivenCode")
    GivenCode.objects.bulk_create(GivenCode(code=code) for code in sorted(given))


def forget(apps, _schema_editor):
    apps.get_model("catalogue", "GivenCode").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0009_given_codes"),
        ("loyalty", "0003_first_rule"),
    ]

    operations = [migrations.RunPython(keep, forget)]
