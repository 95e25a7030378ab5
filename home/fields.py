"""The fields that forms for the public have in common."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from .models import Theme, WijkPage
from .visibility import public

Words = Any  # a text, translated now or later; the stubs have only a private name for it


class _Line(forms.CharField):
    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


def line(
    label: Words, length: int, required: bool = True, autocomplete: str = "off", **options: Any
) -> forms.CharField:
    """A field of one line; every run of white space in it becomes one space."""
    widget = forms.TextInput(attrs={"autocomplete": autocomplete})
    return _Line(label=label, max_length=length, required=required, widget=widget, **options)


def text(label: Words, length: int, rows: int, required: bool = True, **options: Any) -> forms.CharField:
    """A field of more lines."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=length, required=required, widget=widget, **options)


def email(help_text: Words = "") -> forms.EmailField:
    """The e-mail address of who fills in the form."""
    return forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=help_text,
    )


def consent(label: Words, refusal: Words, privacy: str, kept: str = "") -> forms.BooleanField:
    """A box that must be ticked; without it `refusal` is said. Beside it stands `kept`, and a link to `privacy`."""
    return forms.BooleanField(
        label=label,
        help_text=format_html("{} {}", kept, privacy_link(privacy)) if kept else privacy_link(privacy),
        error_messages={"required": refusal},
    )


def privacy_link(address: str) -> SafeString:
    """Return a link to the statement about personal data; nothing when there is none."""
    if not address:
        return SafeString("")
    return format_html('<a href="{}">{}</a>', address, _("What we do with your data"))


def topics(page: Page) -> dict[str, forms.Field]:
    """Return the fields `wijken` and `themes`, as far as there is anything to tick: in the address of a form stand
    slugs, afterwards `cleaned_data` has the `WijkPage`s, of the city and the language of `page`, and the `Theme`s. Two
    queries."""
    home = page.path[: 2 * Page.steplen]
    wijken = WijkPage.objects.filter(public(), path__startswith=home).order_by("title").defer("body", "boundary")
    fields = {
        "wijken": _ticked(_("Wijken"), {wijk.slug: wijk for wijk in wijken}, _("For the whole city? Tick none.")),
        "themes": _ticked(_("Themes"), {theme.slug: theme for theme in Theme.objects.all()}),
    }
    return {name: field for name, field in fields.items() if field.choices}


def _ticked(label: str, known: dict[str, Any], help_text: str = "") -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        required=False,
        choices=[(key, str(thing)) for key, thing in known.items()],
        coerce=known.get,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )
