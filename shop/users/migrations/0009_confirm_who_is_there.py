"""Whoever has an account already was trusted with the address, and still is."""

from django.db import migrations

TRUSTED = "UPDATE users_user SET confirmed_at = date_joined WHERE confirmed_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [("users", "0008_confirmed_at")]

    operations = [migrations.RunSQL(TRUSTED, migrations.RunSQL.noop)]
