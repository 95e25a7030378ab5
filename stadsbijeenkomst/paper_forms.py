"""What hosts and staff fill in with paper beside them, and what carries notes over from another device."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from . import handover, paper, paper_import, wording
from .forms import NoteField
from .models import StadsbijeenkomstPage
from .paper import Typed
from .tables import Seat

DURING, AFTER = "during", "after"


class RowForm(forms.Form):
    """A row of paper: its printed id, and what somebody wrote on it."""

    use_required_attribute = False

    row = forms.CharField(
        label=_("Id of the row"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Type the id that is printed before the row.")},
    )
    text = NoteField(label=_("What is written there"))
    sensitive = forms.BooleanField(label=_("Sensitive: not for the screen"), required=False)

    def clean_row(self):
        try:
            return paper.read(self.cleaned_data["row"])
        except paper.NoSuchRow as refusal:
            raise ValidationError(str(refusal)) from refusal


class RowsForm(forms.Form):
    """What is said about all rows that are typed in at once."""

    use_required_attribute = False

    written = forms.ChoiceField(
        label=_("When was this written?"),
        choices=[
            (DURING, _("during the meeting")),
            (AFTER, _("after notes were no longer collected: it is kept as late")),
        ],
        widget=forms.RadioSelect,
        initial=DURING,
        # A form that was opened before the close does not ask it yet.
        required=False,
    )

    @property
    def in_time(self) -> bool:
        return self.data.get("written") != AFTER


class PaperSheet:
    """Room for some rows of paper; what is empty is left out when it comes back.

    `seats` are the tables, by number, whose rows may be typed here.
    """

    ROWS = 6

    def __init__(self, meeting: StadsbijeenkomstPage, seats: Mapping[int, Seat], data: QueryDict | None = None):
        self.meeting, self.seats = meeting, seats
        self.about = RowsForm(data)
        self.rows = [
            RowForm(data, prefix=f"rij-{number}")
            for number in range(1, self.ROWS + 1)
            if data is None or any(wording.normalise(data.get(f"rij-{number}-{name}", "")) for name in ("row", "text"))
        ]
        if data is not None:
            self._compare()

    def _compare(self) -> None:
        """Say beside a row that is right by itself why it cannot be stored here."""
        right = [form for form in self.rows if form.is_valid()]
        known = paper.known(self.meeting.pk, [form.cleaned_data["row"] for form in right])
        seen = set()
        for form in right:
            row = form.cleaned_data["row"]
            if fault := paper.fault(row, self.seats, known.get(row)):
                form.add_error("row", fault)
            elif row in seen:
                form.add_error("row", _("This row stands above already."))
            seen.add(row)

    @property
    def right(self) -> list[Typed]:
        values: list[dict[str, Any]] = [form.cleaned_data for form in self.rows if form.is_valid()]
        return [Typed(found["row"], found["text"], found["sensitive"]) for found in values]

    @property
    def wrong(self) -> list[RowForm]:
        return [form for form in self.rows if not form.is_valid()]


class RowsFileForm(forms.Form):
    """A CSV or Excel file with rows of paper; afterwards `preview` tells what is in it."""

    file = forms.FileField(
        label=_("CSV or Excel file"),
        validators=[FileExtensionValidator(["csv", "txt", "xlsx"])],
        help_text=_("At most 200 kB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,text/csv"}),
    )

    def __init__(self, meeting: StadsbijeenkomstPage, *args, **options):
        super().__init__(*args, **options)
        self.meeting = meeting

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            self.preview = paper_import.preview(self.meeting, file.read(paper_import.MAX_BYTES + 1))
        except paper_import.Unreadable as error:
            raise ValidationError(str(error)) from error
        return file


class RowsTextForm(RowsForm):
    """The same file again, as it was previewed."""

    text = forms.CharField(max_length=paper_import.MAX_TEXT * 2, widget=forms.HiddenInput, strip=False)

    def __init__(self, meeting: StadsbijeenkomstPage, *args, **options):
        super().__init__(*args, **options)
        self.meeting = meeting

    def clean_text(self):
        text = self.cleaned_data["text"]
        try:
            self.preview = paper_import.preview(
                self.meeting, text.encode("utf-8", "replace"), limit=paper_import.MAX_TEXT * 2
            )
        except paper_import.Unreadable as error:
            raise ValidationError(str(error)) from error
        return text


class HandoverForm(forms.Form):
    """What another device made of its unsent notes: a file, or text that was copied."""

    use_required_attribute = False

    text = forms.CharField(
        label=_("Text from the other device"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto", "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Copy it, or scan its QR codes one after another and put what they hold below each other."),
    )
    file = forms.FileField(
        label=_("File from the other device"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json,.txt,application/json"}),
    )

    def __init__(self, seat: Seat, *args, **options):
        super().__init__(*args, **options)
        self.seat = seat

    def clean(self):
        values = super().clean()
        text, file = values.get("text", ""), values.get("file")
        if file:
            text += "\n" + file.read(handover.MAX_BYTES + 1).decode("utf-8-sig", "replace")
        values["whole"] = text = text.strip()
        if not text and not self.errors:
            self.add_error("text", _("Put the text here, or choose the file."))
        elif not self.errors:
            try:
                self.preview = handover.preview(self.seat, text)
            except handover.Unreadable as error:
                self.add_error("file" if file and not values.get("text", "").strip() else "text", str(error))
        return values


class VoucherForm(forms.Form):
    """The code of an Inbrengbon."""

    use_required_attribute = False

    code = forms.CharField(
        label=_("Code of your Inbrengbon"),
        max_length=40,
        help_text=_("Fourteen letters and figures."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Type the code first.")},
    )
