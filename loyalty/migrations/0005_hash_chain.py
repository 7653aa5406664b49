"""Chain the postings of each account by hashes, those that stand there included.

Rows cannot wait without their hash, so columns and values come in together. What is
hashed, and how, is said here as it was then; `ledger/posting.sql` says the same today.
"""

from django.db import migrations, models

CHAIN_WHAT_STANDS = """
DO $$
DECLARE p record; account bigint; previous bytea;
BEGIN
    IF NOT EXISTS (SELECT FROM loyalty_posting) THEN RETURN; END IF;
    ALTER TABLE loyalty_posting DISABLE TRIGGER append_only;
    FOR p IN
        SELECT l.*, coalesce((
            SELECT string_agg(array_send(ARRAY[
                convert_to(m.src, 'UTF8'), convert_to(m.dst, 'UTF8'),
                int8send(m.points), int8send(m.lot_number)
            ]), '' ORDER BY m.seq) FROM loyalty_movement m
            WHERE m.account_id = l.account_id AND m.version = l.version
        ), '') AS moved
        FROM loyalty_posting l ORDER BY l.account_id, l.version
    LOOP
        IF account IS DISTINCT FROM p.account_id THEN
            account := p.account_id;
            previous := '';
        END IF;
        previous := sha256(array_send(ARRAY[
            previous,
            int8send(p.account_id), int8send(p.version),
            convert_to(p.kind, 'UTF8'), convert_to(p.reference, 'UTF8'), p.request_hash,
            int8send(p.related_version), int4send(p.rule_version), int8send(p.actor_id),
            convert_to(p.reason, 'UTF8'), convert_to(p.why::text, 'UTF8'),
            timestamptz_send(p.occurred_at), timestamptz_send(p.recorded_at),
            timestamptz_send(p.matures_at), timestamptz_send(p.expires_at),
            int8send(p.available_after), int8send(p.pending_after),
            int8send(p.held_after), int8send(p.owed_after),
            p.moved
        ]));
        UPDATE loyalty_posting l SET hash = previous
            WHERE l.account_id = p.account_id AND l.version = p.version;
    END LOOP;
    UPDATE loyalty_account a SET head = l.hash FROM loyalty_posting l
        WHERE l.account_id = a.account_id AND l.version = a.version;
    ALTER TABLE loyalty_posting ENABLE TRIGGER append_only;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0004_time_before_requests")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="head",
            field=models.BinaryField(db_default=b"", default=b""),
        ),
        migrations.AddField(
            model_name="posting",
            name="hash",
            field=models.BinaryField(null=True),
        ),
        # On the way back the engine goes first, and comes in again with the columns.
        migrations.RunSQL(CHAIN_WHAT_STANDS, "DROP SCHEMA IF EXISTS ledger CASCADE"),
        migrations.AlterField(
            model_name="posting",
            name="hash",
            field=models.BinaryField(),
        ),
    ]
