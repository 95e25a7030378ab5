from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StadsbijeenkomstConfig(AppConfig):
    name = "stadsbijeenkomst"
    verbose_name = _("City meetings")

    def ready(self) -> None:
        from . import receivers  # noqa: F401
        from .meeting_form import MeetingForm
        from .models import StadsbijeenkomstPage

        # A model does not import a form.
        StadsbijeenkomstPage.base_form_class = MeetingForm
