"""A form's reference is of one order: another order's is none of its own."""

from django.db import migrations, models

UNIQUE = {
    "withdrawal": "withdrawal_once_per_form",
    "returnrequest": "return_request_once_per_form",
}


def of_its_order(model, name):
    return [
        migrations.AlterField(
            model,
            "reference",
            models.CharField(max_length=40, verbose_name="reference"),
        ),
        migrations.AddConstraint(
            model,
            models.UniqueConstraint(fields=("order", "reference"), name=name),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("returns", "0003_withdrawals_stay")]

    operations = [
        operation
        for model, name in UNIQUE.items()
        for operation in of_its_order(model, name)
    ]
