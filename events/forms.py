from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from home.models import Theme, WijkPage

from .models.page import CITY_WIDE


class AgendaFilterForm(forms.Form):
    """The choices above a list of activities. The agenda itself judges what comes back in the address."""

    wijk = forms.ChoiceField(label=_("Wijk"), required=False)
    thema = forms.ChoiceField(label=_("Theme"), required=False)

    def __init__(self, *args, wijken: Iterable[WijkPage], themes: Iterable[Theme], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wijk"].choices = [
            ("", _("All wijken")),
            (CITY_WIDE, _("The whole city")),
            *((wijk.slug, wijk.title) for wijk in wijken),
        ]
        self.fields["thema"].choices = [("", _("All themes")), *((theme.slug, theme.name) for theme in themes)]
