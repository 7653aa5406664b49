from oscar.apps.catalogue import apps

from shop.forks import deleting


class CatalogueConfig(apps.CatalogueConfig):
    name = "shop.forks.catalogue"

    def ready(self) -> None:
        super().ready()
        deleting.protect()
