from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0008_keep_what_is_used")]

    operations = [
        migrations.CreateModel(
            name="GivenCode",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=255,
                        primary_key=True,
                        serialize=False,
                        verbose_name="code",
                    ),
                ),
            ],
            options={
                "verbose_name": "code of a category",
                "verbose_name_plural": "codes of categories",
                "default_permissions": (),
            },
        ),
    ]
