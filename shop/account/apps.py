from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "shop.account"
    label = "shop_account"
