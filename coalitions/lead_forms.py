"""What the lead of a coalition fills in on its own page."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home import fields
from home.forms import PublicForm, readable

from .results import Figure, Told

MOST = 12  # numbers; more nobody reads
LARGEST = 2**31 - 1  # what the database holds


class FreshLinkForm(PublicForm):
    """Nothing to fill in: the link goes to the address that we know."""


class FigureForm(forms.Form):
    """One number. An empty row is no number."""

    use_required_attribute = False

    number = forms.IntegerField(label=gettext_lazy("Number"), min_value=0, max_value=LARGEST, required=False)
    label = fields.line(gettext_lazy("Of what"), 80, required=False, validators=[readable])
    counted_on = forms.DateField(
        label=gettext_lazy("Counted on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_counted_on(self):
        day = self.cleaned_data["counted_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This day is still to come. When was it counted?"))
        return day

    def clean(self) -> dict:
        cleaned = super().clean()
        filled = [name for name in self.fields if self.data.get(self.add_prefix(name), "").strip()]
        if not filled:
            return cleaned
        sentences = {
            "number": _("Fill in the number, or make the whole row empty."),
            "label": _("Fill in what you counted, or make the whole row empty."),
            "counted_on": _("Fill in the day, or make the whole row empty."),
        }
        for name, sentence in sentences.items():
            if name not in self.errors and cleaned.get(name) in {None, ""}:
                self.add_error(name, sentence)
        return cleaned

    def figure(self) -> Figure | None:
        """Return what was filled in, None for an empty row."""
        cleaned = self.cleaned_data
        if cleaned.get("number") is None:
            return None
        return Figure(cleaned["number"], cleaned["label"], cleaned["counted_on"])


class ResultsForm(forms.Form):
    """What a coalition reached, in words and numbers. After `is_valid()`, `figures()` gives the numbers."""

    use_required_attribute = False

    version = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput, validators=[readable])
    results = fields.text(
        gettext_lazy("What came of it, in words"),
        5_000,
        8,
        required=False,
        help_text=gettext_lazy(
            "An empty line begins a new paragraph. A line that begins with “- ” is part of a list."
        ),
        validators=[readable],
    )

    def __init__(self, told: Told, data=None):
        super().__init__(data, initial={"version": told.version, "results": told.text})
        shown: Sequence[Figure | None] = [*told.figures, None, None][:MOST]
        rows = len(shown)
        if data is not None:
            # As many rows as were on the screen, whoever changed the page since.
            rows = next((row for row in range(MOST) if f"row{row}-label" not in data), MOST)
        self.rows = [
            FigureForm(
                data,
                prefix=f"row{row}",
                initial=vars(shown[row]) if row < len(shown) and shown[row] else None,
            )
            for row in range(rows)
        ]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *[row.is_valid() for row in self.rows]])

    def clean_results(self) -> str:
        return self.cleaned_data["results"].replace("\r\n", "\n").replace("\r", "\n")

    def figures(self) -> list[Figure]:
        """Return the numbers that were filled in."""
        return [figure for row in self.rows if (figure := row.figure())]
