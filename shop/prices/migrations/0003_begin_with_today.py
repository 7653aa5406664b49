"""What goods cost today is where their history begins: nobody noted it before."""

from django.db import migrations

BEGIN = """
ALTER TABLE prices_pricechange DISABLE TRIGGER history_stays;
INSERT INTO prices_pricechange
    (stockrecord_id, product_id, price, currency, changed_at)
SELECT id, product_id, price, price_currency, now() FROM partner_stockrecord
ORDER BY id;
ALTER TABLE prices_pricechange ENABLE TRIGGER history_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("prices", "0002_written_by_stock")]

    operations = [migrations.RunSQL(BEGIN, migrations.RunSQL.noop)]
