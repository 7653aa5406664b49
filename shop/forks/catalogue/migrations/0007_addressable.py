from django.db import migrations, models


def addressable(name):
    return models.CheckConstraint(
        condition=models.Q(slug__regex=r"^[\w-]*[[:alnum:]][\w-]*$"),
        name=name,
        violation_error_message=(
            "A slug is made of letters, digits and dashes, with a letter or a digit"
            " in it."
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_repair_slugs")]

    operations = [
        migrations.AddConstraint(
            model_name="category", constraint=addressable("category_has_an_address")
        ),
        migrations.AddConstraint(
            model_name="product", constraint=addressable("product_has_an_address")
        ),
    ]
