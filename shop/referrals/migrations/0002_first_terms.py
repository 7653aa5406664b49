"""Nobody can invite before the merchant says what that is worth."""

from datetime import UTC, datetime

from django.db import migrations


def begin(apps, schema_editor):
    apps.get_model("referrals", "Terms").objects.using(
        schema_editor.connection.alias
    ).create(
        version=1,
        is_open=False,
        referrer_points=300,
        friend_points=300,
        most_per_year=10,
        smallest_order=20,
        published_at=datetime(2000, 1, 1, tzinfo=UTC),
    )


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_referrals")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
