"""What the programme lead fills in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from home.models import WijkPage

from .fields import LineField
from .models import Proceedings, StadsbijeenkomstPage


class TimerForm(forms.Form):
    """A clock of a length of its own."""

    own = forms.IntegerField(
        label=_("Another number of minutes"),
        min_value=1,
        max_value=180,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class AnnouncementForm(forms.Form):
    """One sentence for the whole hall."""

    sentence = LineField(
        label=_("Sentence for the hall and all tables"),
        max_length=Proceedings._meta.get_field("announcement").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write something first.")},
    )


class BallotForm(forms.Form):
    """The rules of the vote."""

    ballot = forms.ChoiceField(label=_("Question voted about"))
    votes_each = forms.IntegerField(
        label=_("Votes each"), min_value=1, max_value=10, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    votes_by = forms.ChoiceField(label=_("Who votes"), choices=Proceedings.VotesBy, widget=forms.RadioSelect)

    def __init__(self, meeting: StadsbijeenkomstPage, data: Any = None):
        state = meeting.state
        super().__init__(data, initial={name: getattr(state, name) for name in ("ballot", "votes_each", "votes_by")})
        self.fields["ballot"].choices = meeting.questions.items()


class NewTables(forms.Form):
    """Which tables somebody saw, so that a button that was pressed twice adds them once."""

    after = forms.IntegerField(min_value=0, max_value=32_000, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, after: int = 0):
        super().__init__(data, initial={"after": after})


class TablesForm(NewTables):
    """More tables for a meeting, about one wijk or about a topic of the whole city."""

    wijk = forms.ModelChoiceField(
        WijkPage.objects.none(), label=_("Wijk"), required=False, empty_label=_("Whole city")
    )
    topic = LineField(
        label=_("Topic"), max_length=120, required=False, help_text=_("For a table about the whole city.")
    )
    amount = forms.IntegerField(label=_("Number of tables"), min_value=1, max_value=60, initial=1)

    def __init__(self, data: Any = None, **options: Any):
        super().__init__(data, **options)
        self.fields["wijk"].queryset = WijkPage.objects.live().only("title").order_by("title")

    def places(self) -> list[tuple[WijkPage | None, str]]:
        """Return where the new tables are about."""
        wanted = self.cleaned_data
        return [(wanted["wijk"], wanted["topic"])] * wanted["amount"]


class TablesPerWijkForm(NewTables):
    """Tables for all wijken at once."""

    per_wijk = forms.IntegerField(label=_("Tables for each wijk"), min_value=1, max_value=10, initial=1)

    def places(self) -> list[tuple[WijkPage | None, str]]:
        wijken = WijkPage.objects.live().only("title").order_by("title")
        return [(wijk, "") for wijk in wijken for _number in range(self.cleaned_data["per_wijk"])]
