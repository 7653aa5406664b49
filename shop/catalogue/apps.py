from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """What staff do with goods. Their tables are those of `shop.forks.catalogue`."""

    name = "shop.catalogue"
    label = "goods"
