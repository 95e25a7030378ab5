from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Wijkverbond"

    def ready(self) -> None:
        from . import checks, page_cache  # noqa: F401

        connection_created.connect(page_cache.watch)
