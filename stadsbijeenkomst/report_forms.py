"""What editors write in the lines of a report."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from home.models import Theme

from . import wording
from .models import ReportLine
from .report_lines import Change, seal


class LineForm(forms.Form):
    """One line of a report: its words, its place, its theme, and whether readers see it."""

    line = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    position = forms.IntegerField(label=_("Order"), min_value=1, max_value=99_999)
    text = forms.CharField(label=_("Text"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}))
    theme = forms.ModelChoiceField(label=_("Theme"), queryset=Theme.objects.none(), required=False)
    left_out = forms.BooleanField(label=_("Leave out"), required=False)

    def __init__(self, *args, themes: Sequence[tuple[int | str, str]] = (), **options):
        super().__init__(*args, **options)
        # One query for all the lines.
        self.fields["theme"].queryset = Theme.objects.all()
        self.fields["theme"].widget.choices = themes

    def clean_text(self) -> str:
        text = wording.normalise(self.cleaned_data["text"])
        if not text:
            raise ValidationError(_("A line has words. Leave it out when readers need not see it."))
        return text

    def change(self) -> Change:
        """What the editor made of the line."""
        asked = self.cleaned_data
        theme = asked["theme"]
        return Change(
            line=asked["line"],
            seen=asked["seen"],
            position=asked["position"],
            text=asked["text"],
            theme_id=theme and theme.pk,
            left_out=asked["left_out"],
        )


LineFormSet = forms.formset_factory(LineForm, extra=0, max_num=2000, absolute_max=2000)


def initial(lines: Sequence[ReportLine]) -> list[dict]:
    """Return what the forms of the lines show first: numbered in each list."""
    place: dict[str, int] = {}
    shown = []
    for line in lines:
        place[line.question] = place.get(line.question, 0) + 1
        shown.append(
            {
                "line": line.pk,
                "seen": seal(line),
                "position": place[line.question],
                "text": line.text,
                "theme": line.theme_id,
                "left_out": line.left_out,
            }
        )
    return shown


def themes() -> list[tuple[int | str, str]]:
    """Return the choices of every form's theme. One query."""
    return [("", "—"), *Theme.objects.order_by("name").values_list("pk", "name")]
