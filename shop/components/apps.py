from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    name = "shop.components"
    label = "components"
