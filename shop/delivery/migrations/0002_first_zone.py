"""What delivery cost before staff could edit it: the same everywhere."""

from decimal import Decimal

from django.db import migrations

EVERYWHERE = {"name": "Everywhere", "name_en": "Everywhere", "name_zh_hans": "所有地区"}
METHODS = (
    (
        "standard",
        ("Standard delivery", "标准配送"),
        ("With you in 2–4 working days", "2–4 个工作日送达"),
        {"price": Decimal("4.90"), "free_from": Decimal("49.00")},
    ),
    (
        "express",
        ("Express delivery", "加急配送"),
        ("With you on the next working day", "下一个工作日送达"),
        {"price": Decimal("9.90")},
    ),
)


def create_zone(apps, schema_editor):
    zone = apps.get_model("delivery", "Zone").objects.create(**EVERYWHERE)
    for position, (code, name, description, price) in enumerate(METHODS):
        method = apps.get_model("delivery", "Method").objects.create(
            code=code,
            position=position,
            **_texts("name", *name),
            **_texts("description", *description),
        )
        apps.get_model("delivery", "Band").objects.create(
            zone=zone, method=method, **price
        )


def _texts(name, english, chinese):
    return {name: english, f"{name}_en": english, f"{name}_zh_hans": chinese}


def delete_zone(apps, schema_editor):
    for name in ("Band", "Zone", "Method"):
        apps.get_model("delivery", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_zones")]

    operations = [migrations.RunPython(create_zone, delete_zone)]
