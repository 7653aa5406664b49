"""What was written below a picture so far is kept in the shop's first language."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0015_alternative_texts")]

    operations = [
        migrations.RunSQL(
            "UPDATE catalogue_productimage SET caption_en = caption WHERE caption <> ''",
            migrations.RunSQL.noop,
        )
    ]
