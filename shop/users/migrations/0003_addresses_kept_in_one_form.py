import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0002_one_form_of_addresses")]

    operations = [
        migrations.RemoveConstraint(model_name="user", name="users_email_any_case"),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(email__regex=r"^[!-@\[-~]+$"),
                name="users_email_in_its_one_form",
            ),
        ),
    ]
