"""What makes an action of a topic."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitions.models import Action, CoalitionPage, Organisation
from home.models import WijkPage

from .fields import LineField


class PromotionForm(forms.Form):
    """An action as it is promised: what, who begins, with what, and before when."""

    title = LineField(label=_("Action"), max_length=Action._meta.get_field("title").max_length)
    first_step = LineField(label=_("First step"), max_length=Action._meta.get_field("first_step").max_length)
    due_on = forms.DateField(label=_("Before when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Who begins: a partner"),
        required=False,
        empty_label=_("No partner"),
    )
    owner = LineField(
        label=_("Or: a role, or another organisation"),
        max_length=Action._meta.get_field("owner").max_length,
        required=False,
        help_text=_("No name of a person."),
    )
    coalition = forms.ModelChoiceField(
        CoalitionPage.objects.none(),
        label=_("Coalition"),
        required=False,
        empty_label=_("None: it looks for somebody who takes the lead"),
    )
    wijken = forms.ModelMultipleChoiceField(
        WijkPage.objects.none(), label=_("Wijken"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = Organisation.objects.only("name")
        self.fields["coalition"].queryset = CoalitionPage.objects.live().only("title").order_by("title")
        self.fields["wijken"].queryset = WijkPage.objects.live().only("title").order_by("title")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("owner") and not cleaned.get("organisation") and "owner" not in self.errors:
            self.add_error("owner", _("Say who begins: choose a partner, or write a role or an organisation."))
        return cleaned
