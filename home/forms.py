"""What the admin asks, and what every form has that the public fills in without an account."""

import time
import unicodedata
import uuid

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from . import figure_import

signer = signing.TimestampSigner(salt="home.forms.PublicForm")


def readable(text: str) -> None:
    """Refuse characters that no keyboard types and no screen shows; PostgreSQL cannot even store a NUL."""
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\r\n\t" for sign in text):
        raise ValidationError(
            _("There is a character in it that cannot be shown. Type the text again."), code="unreadable"
        )


def stamp() -> str:
    """Return the present moment, signed."""
    return signer.sign("form")


class PublicForm(forms.Form):
    """A form for anybody: it keeps machines out without asking people anything, and can be sent twice without harm.

    There is no limit per IP address: a whole hall is one address. The page that shows it must say `no-store`, because
    the moment and the key are of one opening of the page. Show what is hidden with the component `guards`.
    After `is_valid()`, `cleaned_data["key"]` is a UUID that stays the same when the form is shown again.
    """

    SECONDS = 2  # nobody reads, fills in and sends a form within this
    LASTS = 24 * 60 * 60

    use_required_attribute = False
    guards = ("website", "opened", "key")

    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput, initial=stamp)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, data=None, *args, **options):
        # A copy: what is wrong with a hidden field is put right in it, so that sending again is enough.
        super().__init__(data.copy() if data is not None else None, *args, **options)

    def full_clean(self):
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField):
                # In place of Django's own validator, which speaks of a "null character".
                kept = [one for one in field.validators if not isinstance(one, ProhibitNullCharactersValidator)]
                field.validators = kept if readable in kept else [*kept, readable]
        super().full_clean()

    def clean(self):
        """Say what is wrong with the hidden fields above the form: the person can do something about the form only."""
        cleaned = super().clean()
        for name in self.guards:
            self.errors.pop(name, None)
        if self.data.get(self.add_prefix("website")):
            self.add_error(
                None, _("One field, which you cannot see, must stay empty. It is empty now: send it again.")
            )
            self.data[self.add_prefix("website")] = ""
        if not self.cleaned_data.get("key"):
            self._renew("key", uuid.uuid4())
        try:
            opened = self.cleaned_data.get("opened", "")
            signer.unsign(opened, max_age=self.LASTS)
        except signing.BadSignature:
            self._renew("opened", stamp())
            self.add_error(
                None, _("This page was open for too long. Look whether everything is right and send it again.")
            )
        else:
            if time.time() - signing.b62_decode(opened.rsplit(":", 2)[1]) < self.SECONDS:
                self.add_error(None, _("That went very fast. Look whether everything is right and send it again."))
        return cleaned

    def _renew(self, name: str, value) -> None:
        self.data[self.add_prefix(name)] = str(value)
        self.cleaned_data[name] = value


class FiguresFileForm(forms.Form):
    """A CSV file of figures; afterwards `preview` and `encoding` tell what is in it."""

    file = forms.FileField(
        label=_("CSV file"),
        validators=[FileExtensionValidator(["csv", "txt"])],
        help_text=_("With comma or semicolon, saved as UTF-8. At most 200 kB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            text, self.encoding = figure_import.decode(file.read(figure_import.MAX_BYTES + 1))
            self.preview = figure_import.preview(text)
        except figure_import.Unreadable as error:
            raise ValidationError(str(error)) from error
        return file


class FiguresTextForm(forms.Form):
    """The same file again, as it was previewed."""

    text = forms.CharField(max_length=figure_import.MAX_BYTES, widget=forms.HiddenInput, strip=False)

    def clean_text(self):
        text = self.cleaned_data["text"]
        try:
            self.preview = figure_import.preview(text)
        except figure_import.Unreadable as error:
            raise ValidationError(str(error)) from error
        return text
