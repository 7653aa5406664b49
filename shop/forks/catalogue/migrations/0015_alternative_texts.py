from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0014_find_by_words")]

    operations = [
        migrations.AddField(
            model_name="productimage",
            name=f"caption_{language}",
            field=models.CharField(blank=True, max_length=200, null=True, verbose_name="Caption"),
        )
        for language in ("en", "zh_hans")
    ]
