"""What participants fill in."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from . import codes, wording
from .models import Note, Question


class NoteField(forms.CharField):
    """A text of at most `Note.MAX_LENGTH` signs, normalised.

    Without the attribute `maxlength`: a browser would cut a pasted story off without a word.
    """

    def __init__(self, **options):
        super().__init__(
            max_length=Note.MAX_LENGTH,
            strip=False,
            widget=forms.Textarea(
                attrs={
                    "rows": 3,
                    "dir": "auto",
                    "spellcheck": "false",
                    "data-limit": Note.MAX_LENGTH,
                    "data-left": _("{n} characters left"),
                    "data-over": _("{n} characters too many"),
                    "data-phone": _("This looks like a telephone number."),
                    "data-email": _("This looks like an e-mail address."),
                    "data-postcode": _("This looks like an address."),
                    "data-bsn": _("This looks like a citizen service number (BSN)."),
                    "data-leave": _("Leave it out if you can: everybody can read your note."),
                }
            ),
            help_text=_("Please write no names, telephone numbers or other personal data."),
            error_messages={
                "required": _("Write something first."),
                "max_length": _(
                    "This is too long: %(show_value)d characters, and %(limit_value)d fit. Make two notes of it."
                ),
            },
            **options,
        )

    def to_python(self, value):
        return wording.normalise(super().to_python(value))

    def widget_attrs(self, widget):
        return {}


class NumberField(forms.UUIDField):
    """The number that a device, or this page, gave a note: a random one.

    Rows of paper have numbers that anybody can work out; nobody may take one of them before the row is typed in.
    """

    widget = forms.HiddenInput
    default_error_messages = {"invalid": _("Send it once more."), "required": _("Send it once more.")}

    def to_python(self, value):
        number = super().to_python(value)
        if number is not None and number.version != 4:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class AgeField(forms.Field):
    """For how many seconds a note has waited on its device, by the device's own clock; nonsense is no time at all."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False)

    def to_python(self, value):
        try:
            # No sooner than now, and no number that a timedelta cannot hold.
            return timedelta(seconds=min(max(float(value), 0), 10**9))
        except (TypeError, ValueError):
            return timedelta(0)


class NoteForm(forms.Form):
    """One note in one row. The number is made by the server, or by the device when it can."""

    use_required_attribute = False

    uuid = NumberField()
    text = NoteField(label=_("Note"))
    age = AgeField()

    def clean(self):
        # A hidden field cannot carry a message: the field beside it does.
        if "uuid" in self.errors:
            self.errors.setdefault("text", self.error_class()).extend(self.errors.pop("uuid").data)
        return super().clean()

    def refuse(self, sentence: str) -> None:
        """Show why the note was not stored, and give it a new number, so that sending again makes a new note."""
        self.add_error("text", sentence)
        self.renumber()

    def renumber(self) -> None:
        self.data[self.add_prefix("uuid")] = str(uuid4())


# The fields of one note with its question, as a script sends it. No form: nothing is shown again, and copying the
# fields for every note of an evening takes longer than checking them.
SENT_NOTE = {
    "uuid": NoteForm.base_fields["uuid"],
    "question": forms.ChoiceField(choices=Question),
    "text": NoteForm.base_fields["text"],
    "age": NoteForm.base_fields["age"],
    "first": forms.BooleanField(required=False),
}


def clean_sent_note(data: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return the values of a note that a script sends, and the sentences about each field that is wrong."""
    values, errors = {}, {}
    for name, field in SENT_NOTE.items():
        try:
            values[name] = field.clean(data.get(name))
        except ValidationError as error:
            errors[name] = error.messages
    return values, errors


class InstantField(forms.CharField):
    """A moment, as this form wrote it down itself."""

    def to_python(self, value):
        try:
            found = parse_datetime(super().to_python(value))
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            raise ValidationError(_("Send it once more."))
        return found


class ChangeForm(forms.Form):
    """A note that was stored before, with the moment at which it was last changed when the writer looked at it."""

    use_required_attribute = False

    question = forms.ChoiceField(label=_("Question"), widget=forms.RadioSelect)
    text = NoteField(label=_("Note"))
    seen = InstantField(widget=forms.HiddenInput)

    @staticmethod
    def of(note: Note) -> dict[str, str]:
        """Return what the form of `note` begins with."""
        return {"question": note.question, "text": note.text, "seen": note.changed_at.isoformat()}

    def __init__(self, questions: Mapping[str, str], data=None, **options):
        # A copy: what is wrong with the hidden field is put right in it, so that sending again is enough.
        super().__init__(data.copy() if data is not None else None, **options)
        self.fields["question"].choices = questions.items()

    def clean(self):
        # A hidden field cannot carry a message: the field beside it does.
        if "seen" in self.errors:
            self.errors.setdefault("text", self.error_class()).extend(self.errors.pop("seen").data)
            self.data[self.add_prefix("seen")] = self.initial["seen"]
        return super().clean()

    def refuse(self, note: Note, sentence: str) -> None:
        """Say why the change was not stored. What was typed stays; saving it again is now a choice that knows of the
        other change."""
        self.data[self.add_prefix("seen")] = note.changed_at.isoformat()
        self.add_error("text", sentence)


class CodeForm(forms.Form):
    """The code on the card of a table."""

    use_required_attribute = False

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six letters and figures, on the card on your table."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Type the code first.")},
    )

    def clean_code(self):
        code = codes.normalise(self.cleaned_data["code"])
        if not code:
            raise ValidationError(_("A code has six letters and figures. Look at the card on your table."))
        return code


class Sheet:
    """The three questions with rows to write in; what is empty is left out when it comes back."""

    ROWS = 2

    def __init__(self, questions: Mapping[str, str], data: QueryDict | None = None):
        self.questions = questions
        self.data = data.copy() if data is not None else None
        self.rows = [
            (question, self._form(question, number))
            for question in questions
            for number in range(1, self.ROWS + 1)
            if data is None or wording.normalise(data.get(f"{question}-{number}-text", ""))
        ]

    def _form(self, question: str, number: int) -> NoteForm:
        form = NoteForm(self.data, prefix=f"{question}-{number}", initial={"uuid": uuid4()})
        form.fields["text"].label = _("%(question)s (note %(number)s)") % {
            "question": self.questions[question],
            "number": number,
        }
        return form

    @property
    def forms(self) -> list[NoteForm]:
        return [form for _question, form in self.rows]

    @property
    def groups(self) -> list[tuple[str, str, list[NoteForm]]]:
        """The rows per question: its kind, its wording and its forms."""
        found = [
            (question, wording, [form for asked, form in self.rows if asked == question])
            for question, wording in self.questions.items()
        ]
        return [group for group in found if group[2]]

    def keep(self, wrong: list[NoteForm]) -> None:
        """Leave only the forms that still have to be put right."""
        self.rows = [(question, form) for question, form in self.rows if form in wrong]
