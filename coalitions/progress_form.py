"""What somebody fills in who tells how an action goes."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from home import fields
from home.forms import PublicForm

from .models import Action, ActionUpdate

Status = Action.Status
LENGTH = ActionUpdate._meta.get_field("text").max_length


def choices(action: Action) -> list[tuple[str, str]]:
    """Return what an action can become, with what it is now; a promise does not turn into a proposal again."""
    return [(value, capfirst(words)) for value, words in Status.choices if value in {action.status, *ASKED}]


ASKED = tuple(status for status in Status.values if status != Status.PROPOSED)


class Progress(forms.Form):
    """How an action stands now, and in a sentence why or what happened. `key` makes sending it twice harmless."""

    status = forms.ChoiceField(label=_("How does it stand?"), widget=forms.RadioSelect)
    text = fields.text(
        _("What happened, or why?"),
        LENGTH,
        3,
        help_text=_("One or two sentences. Everybody can read this, and it stays: write no names of people."),
    )

    def __init__(self, action: Action, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["status"].choices = choices(action)
        self.fields["status"].initial = action.status

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())


class ProgressForm(Progress, PublicForm):
    """The same without an account."""

    field_order = ["status", "text"]
