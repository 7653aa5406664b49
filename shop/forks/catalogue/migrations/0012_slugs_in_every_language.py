import oscar.models.fields.slugfield
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0011_code_stays'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='category',
            name='category_has_an_address',
        ),
        migrations.RemoveConstraint(
            model_name='product',
            name='product_has_an_address',
        ),
        migrations.AddField(
            model_name='category',
            name='slug_en',
            field=oscar.models.fields.slugfield.SlugField(allow_unicode=True, max_length=255, null=True, verbose_name='Slug'),
        ),
        migrations.AddField(
            model_name='category',
            name='slug_zh_hans',
            field=oscar.models.fields.slugfield.SlugField(allow_unicode=True, max_length=255, null=True, verbose_name='Slug'),
        ),
        migrations.AddField(
            model_name='product',
            name='slug_en',
            field=oscar.models.fields.slugfield.SlugField(allow_unicode=True, max_length=255, null=True, verbose_name='Slug'),
        ),
        migrations.AddField(
            model_name='product',
            name='slug_zh_hans',
            field=oscar.models.fields.slugfield.SlugField(allow_unicode=True, max_length=255, null=True, verbose_name='Slug'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('slug__regex', '^[\\w-]*[[:alnum:]][\\w-]*$'), ('slug_en__regex', '^[\\w-]*[[:alnum:]][\\w-]*$'), ('slug_zh_hans__regex', '^[\\w-]*[[:alnum:]][\\w-]*$')), name='category_has_an_address', violation_error_message='A slug is made of letters, digits and dashes, with a letter or a digit in it.'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(('slug__regex', '^[\\w-]*[[:alnum:]][\\w-]*$'), ('slug_en__regex', '^[\\w-]*[[:alnum:]][\\w-]*$'), ('slug_zh_hans__regex', '^[\\w-]*[[:alnum:]][\\w-]*$')), name='product_has_an_address', violation_error_message='A slug is made of letters, digits and dashes, with a letter or a digit in it.'),
        ),
    ]
