"""What the tables refuse, and the one door through which points move.

A later change to engine.sql runs the file again: it replaces the whole schema.
"""

from pathlib import Path

from django.db import migrations

LEDGER = Path(__file__).resolve().parent.parent / "ledger"


def script(name: str) -> str:
    return (LEDGER / name).read_text()


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0001_tables")]

    operations = [
        migrations.RunSQL([(script("guards.sql"), None)], [(script("guards_undo.sql"), None)]),
        migrations.RunSQL([(script("engine.sql"), None)], "DROP SCHEMA ledger CASCADE"),
    ]
