from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('order', '0004_ready'),
    ]

    operations = [
        migrations.AlterField(
            model_name='order',
            name='payment_method',
            field=models.CharField(choices=[('on-delivery', 'Pay on delivery'), ('bank-transfer', 'Bank transfer'), ('online', 'Card, Alipay or WeChat Pay')], max_length=20, verbose_name='payment method'),
        ),
    ]
