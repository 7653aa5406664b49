from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("source", models.CharField(max_length=50, primary_key=True, serialize=False)),
                ("beaten_at", models.DateTimeField()),
            ],
        ),
    ]
