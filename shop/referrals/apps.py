from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "shop.referrals"
    label = "referrals"
