"""Django forms drawn with the shop's components, wherever they appear."""

from django.forms.renderers import TemplatesSetting


class ShopRenderer(TemplatesSetting):
    """`{{ form }}` and `{{ form.email.as_field_group }}` give our own fields."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
