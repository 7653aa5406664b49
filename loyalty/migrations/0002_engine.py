"""Where guards and engine come in: after the migrations, by loyalty.ledger.install."""

from pathlib import Path

from django.db import migrations

GUARDS_UNDO = Path(__file__).resolve().parent.parent / "ledger" / "guards_undo.sql"


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0001_tables")]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, [(GUARDS_UNDO.read_text(), None)]),
        migrations.RunSQL(migrations.RunSQL.noop, "DROP SCHEMA IF EXISTS ledger CASCADE"),
    ]
