from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An order is worth nothing less than nothing, and no NaN."""

    dependencies = [("referrals", "0002_first_terms")]

    operations = [
        migrations.RemoveConstraint(model_name="terms", name="referral_terms_sane"),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.CheckConstraint(
                condition=Q(
                    friend_points__lte=1_000_000,
                    referrer_points__lte=1_000_000,
                    smallest_order__gte=0,
                    smallest_order__lte=1_000_000,
                ),
                name="referral_terms_sane",
            ),
        ),
    ]
