from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class StaffConfig(AppConfig):
    name = "shop.staff"
    label = "staff"

    def ready(self):
        from shop.identity.roles import establish_after_migrate  # noqa: PLC0415  models

        # The signal is sent for applications with tables, and roles are groups.
        groups_app = apps.get_app_config("auth")
        post_migrate.connect(establish_after_migrate, sender=groups_app)
