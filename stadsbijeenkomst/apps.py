from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StadsbijeenkomstConfig(AppConfig):
    name = "stadsbijeenkomst"
    verbose_name = _("City meetings")

    def ready(self) -> None:
        from . import receivers  # noqa: F401
