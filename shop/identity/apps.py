from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "shop.identity"
    label = "identity"
