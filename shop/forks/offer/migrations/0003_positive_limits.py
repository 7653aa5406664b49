from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("offer", "0002_relations"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="conditionaloffer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("max_global_applications", None),
                        ("max_global_applications__gte", 1),
                        _connector="OR",
                    ),
                    models.Q(
                        ("max_user_applications", None),
                        ("max_user_applications__gte", 1),
                        _connector="OR",
                    ),
                    models.Q(
                        ("max_basket_applications", None),
                        ("max_basket_applications__gte", 1),
                        _connector="OR",
                    ),
                    models.Q(
                        ("max_discount", None),
                        ("max_discount__gt", 0),
                        _connector="OR",
                    ),
                ),
                name="offer_limits_are_positive",
                violation_error_message=(
                    "A limit is more than 0. Leave it empty for no limit."
                ),
            ),
        ),
    ]
