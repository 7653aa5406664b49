from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("offer", "0004_mend_values")]

    operations = [
        migrations.AddConstraint(
            model_name="benefit",
            constraint=models.CheckConstraint(
                condition=Q(value__gte=0, value__isnull=False)
                | Q(value=None, type__in=("Multibuy", "")),
                name="benefit_value_not_negative",
                violation_error_message="Please say how much: 0 or more.",
            ),
        ),
        migrations.AddConstraint(
            model_name="benefit",
            constraint=models.CheckConstraint(
                condition=~Q(type__in=("Percentage", "Shipping percentage"))
                | Q(value__lte=100),
                name="benefit_at_most_all_of_it",
                violation_error_message="A percentage is at most 100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0),
                name="condition_value_not_negative",
            ),
        ),
    ]
