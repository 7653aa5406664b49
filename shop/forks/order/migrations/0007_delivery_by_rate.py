"""Orders from before say their delivery's one rate in the new way as well."""

from django.db import migrations

FILL = """
UPDATE order_order
SET shipping_vat = jsonb_build_array(jsonb_build_object(
    'rate', shipping_tax_code,
    'gross', shipping_incl_tax::text,
    'net', shipping_excl_tax::text))
WHERE shipping_vat = '[]' AND shipping_tax_code ~ '^[0-9.]+$'
"""


class Migration(migrations.Migration):
    dependencies = [("order", "0006_tax")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
