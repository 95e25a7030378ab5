"""What tables fill in when the writing is over: what matters most, and who begins with it."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .ballot import Choice
from .fields import LineField
from .models import Plan
from .plans import Item

LONGEST_AHEAD = timedelta(days=5 * 366)


class VoteForm(forms.Form):
    """A tick at each topic that gets a vote."""

    use_required_attribute = False

    groups = forms.MultipleChoiceField(
        label=_("What matters most?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, choices: Iterable[Choice], votes_each: int, data: Any = None, chosen: Iterable[int] = ()):
        super().__init__(data, initial={"groups": [str(group) for group in chosen]})
        self.votes_each = votes_each
        field = self.fields["groups"]
        field.choices = [(str(choice.group_id), self._label(choice)) for choice in choices]
        field.error_messages["invalid_choice"] = _(
            "Something that you chose is no longer on the list. Look at the list again."
        )
        field.widget.attrs = {"data-votes": votes_each}

    @staticmethod
    def _label(choice: Choice) -> str:
        if choice.notes == 1:
            return choice.text
        said = ngettext("%(count)s note", "%(count)s notes", choice.notes) % {"count": choice.notes}
        return f"{choice.text} ({said})"

    def clean_groups(self) -> set[int]:
        chosen = {int(group) for group in self.cleaned_data["groups"]}
        if (over := len(chosen) - self.votes_each) > 0:
            raise ValidationError(
                ngettext(
                    "You chose %(over)d too many: you have %(votes)d votes. Take one away and save again.",
                    "You chose %(over)d too many: you have %(votes)d votes. Take %(over)d away and save again.",
                    over,
                )
                % {"over": over, "votes": self.votes_each}
            )
        return chosen


def digest(who: str, first_step: str, due_on: date | None) -> str:
    """Return a short text that is the same for the same plan only."""
    return hashlib.sha256(json.dumps([who, first_step, str(due_on or "")]).encode()).hexdigest()[:32]


class PlanForm(forms.Form):
    """Who begins with one action, with what, and before when. A part of it is welcome too."""

    use_required_attribute = False

    # Of the plan that the page showed: when it was changed, and a digest of what it said.
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    who = LineField(
        label=_("Who begins?"),
        max_length=Plan._meta.get_field("who").max_length,
        required=False,
        help_text=_("An organisation or a role, such as the district team. No name of a person."),
    )
    first_step = LineField(
        label=_("What is the first step?"), max_length=Plan._meta.get_field("first_step").max_length, required=False
    )
    due_on = forms.DateField(
        label=_("Before when?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a date like 31-12-2026.")},
    )

    def __init__(self, item: Item, data: Any = None):
        self.item = item
        initial: dict[str, Any] = {"shown": digest("", "", None)}
        if plan := item.plan:
            initial = {name: getattr(plan, name) for name in ("who", "first_step", "due_on")}
            initial["shown"] = digest(*initial.values())
            initial["seen"] = plan.changed_at.isoformat()
        super().__init__(data.copy() if data is not None else None, initial=initial, prefix=str(item.note_id))

    def clean_seen(self) -> datetime | None:
        """Return the moment of the plan that the host looked at; what is no moment is none."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"]).astimezone()
        except (ValueError, OverflowError):
            return None

    def clean_due_on(self):
        day, today = self.cleaned_data["due_on"], timezone.localdate()
        if day and day != (self.item.plan and self.item.plan.due_on) and not today <= day <= today + LONGEST_AHEAD:
            raise ValidationError(_("Look at the date: it lies in the past, or very far ahead."))
        return day

    @property
    def is_untouched(self) -> bool:
        """It says what the page showed: whatever another device wrote meanwhile, this host said nothing about it."""
        said = self.cleaned_data
        return digest(said["who"], said["first_step"], said["due_on"]) == said["shown"]

    def refuse(self, sentence: str, plan: Plan | None) -> None:
        """Say why it was not saved. What was typed stays; `plan` is what stands there now, to be saved over."""
        self.add_error(None, sentence)
        self.data[self.add_prefix("seen")] = plan.changed_at.isoformat() if plan else ""
        self.data[self.add_prefix("shown")] = ""
