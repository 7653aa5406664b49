"""Guests' addresses in the one form in which their orders are looked up (F24)."""

from django.db import migrations

from loyalty.typed import address


def bring_to_one_form(apps, schema_editor):
    orders = apps.get_model("order", "Order").objects.using(
        schema_editor.connection.alias
    )
    # What has only small plain letters has its one form.
    others = orders.exclude(guest_email__regex=r"^[!-@\[-~]*$")
    for email in list(others.order_by().values_list("guest_email", flat=True).distinct()):
        orders.filter(guest_email=email).update(guest_email=address(email))


class Migration(migrations.Migration):
    dependencies = [("order", "0016_ordinary_delivery")]

    operations = [
        # Mail gets there either way: there is nothing to take back.
        migrations.RunPython(bring_to_one_form, migrations.RunPython.noop),
    ]
