from django.apps import AppConfig


class TextsConfig(AppConfig):
    name = "shop.texts"
    label = "texts"
