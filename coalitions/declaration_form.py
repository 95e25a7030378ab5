"""What a partner fills in that declares that it takes part, or does so no longer."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home import fields
from home.forms import PublicForm

from . import declarations


class SignForm(PublicForm):
    """Who signs `text` on behalf of the partner that is called `name`."""

    signed_by = fields.line(
        gettext_lazy("Your name"), 120, autocomplete="name", help_text=gettext_lazy("It is not shown on the site.")
    )
    role = fields.line(
        gettext_lazy("Your position"),
        120,
        autocomplete="organization-title",
        help_text=gettext_lazy("For example director, chair or volunteer."),
    )
    mark = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, text: str, name: str, *args, privacy: str = "", **options):
        super().__init__(*args, **options)
        self.known = self.initial["mark"] = declarations.mark(text)
        self.fields["may_sign"] = fields.consent(
            _("I may sign on behalf of %(name)s") % {"name": name}, _("Tick this, or ask somebody who may."), privacy
        )

    def clean(self) -> dict:
        cleaned = super().clean()
        self.errors.pop("mark", None)
        if cleaned.get("mark") != self.known:
            self._renew("mark", self.known)
            self.add_error(
                None, _("The text of the declaration has changed since you opened this page. Read it once more.")
            )
        return cleaned


class WithdrawForm(PublicForm):
    """That a partner declares it no longer: nothing to fill in."""
