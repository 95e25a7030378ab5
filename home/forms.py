"""What the admin asks, and what every form has that the public fills in without an account."""

import time
import unicodedata
import uuid

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator, ProhibitNullCharactersValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import estimates, figure_import, remote, rivm

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
    """Where figures come from: a file, or RIVM's table from a file or an address.

    Afterwards `preview` and `encoding` tell what is in it, and `reading` what RIVM's table has besides.
    """

    class Source(models.TextChoices):
        CSV = "csv", _("A CSV file of figures, such as the register exports")
        RIVM = "rivm", _("RIVM's estimates per wijk (table 50120NED)")

    source = forms.ChoiceField(
        label=_("What do you have?"),
        choices=Source,
        initial=Source.CSV,
        required=False,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        validators=[FileExtensionValidator(["csv", "txt", "json"])],
        help_text=_(
            "Figures: CSV with comma or semicolon, saved as UTF-8, at most 200 kB. "
            "RIVM: the answer of the service (JSON) or the raw file of the web page (CSV), at most 5 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.json,text/csv,application/json"}),
    )
    address = forms.CharField(
        label=_("Address at RIVM, in place of a file"),
        required=False,
        max_length=1000,
        help_text=_("Without file and address the site asks RIVM's own service for the wijken of this city."),
    )

    preview: figure_import.Preview
    reading: rivm.Reading | None = None
    encoding = "utf-8"

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        file = cleaned.get("file")
        if cleaned.get("source") == self.Source.RIVM:
            self._read_rivm(file, cleaned.get("address", ""))
        elif file is None:
            self.add_error("file", ValidationError(_("Choose a file."), code="required"))
        else:
            try:
                text, self.encoding = figure_import.decode(file.read(figure_import.MAX_BYTES + 1))
                self.preview = figure_import.preview(text)
            except figure_import.Unreadable as error:
                self.add_error("file", str(error))
        return cleaned

    def _read_rivm(self, file, address: str) -> None:
        try:
            data = file.read(rivm.MAX_BYTES + 1) if file else estimates.fetch(address.strip())
            self.reading, text = estimates.read(data)
            self.preview = figure_import.preview(text)
        except (remote.Unreachable, estimates.NoMunicipality) as error:
            self.add_error("address", str(error))
        except (rivm.Unreadable, figure_import.Unreadable) as error:
            self.add_error("file" if file else "address", str(error))


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
