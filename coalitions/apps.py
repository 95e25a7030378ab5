from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoalitionsConfig(AppConfig):
    name = "coalitions"
    verbose_name = _("Coalitions")

    def ready(self) -> None:
        from . import receivers  # noqa: F401
        from .factsheet_form import FactsheetForm
        from .models import FactsheetPage, StoryPage
        from .story_form import StoryForm

        # A model does not import a form.
        FactsheetPage.base_form_class = FactsheetForm
        StoryPage.base_form_class = StoryForm
