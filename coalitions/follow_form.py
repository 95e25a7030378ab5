"""What somebody fills in who wants to follow a coalition or an action."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.forms import PublicForm


class FollowForm(PublicForm):
    """An e-mail address, and nothing else."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, privacy: str = "", **options: Any):
        super().__init__(*args, **options)
        more = format_html(' <a href="{}">{}</a>', privacy, _("What we do with your data")) if privacy else ""
        kept = _("We use it for these e-mails only, and delete it as soon as you stop.")
        self.fields["email"].help_text = format_html("{}{}", kept, more)
