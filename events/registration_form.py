"""What somebody fills in who registers, and afterwards changes."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home import fields
from home.forms import PublicForm

from . import retention
from .models import EventPage, Question, Registration
from .registration import Entry

ANSWER_LENGTH, LONG_ANSWER_LENGTH = 200, 1_000


class RegistrationForm(PublicForm):
    """Name, e-mail address, and what the editor of `event` asks."""

    name = fields.line(gettext_lazy("Your name"), 80, autocomplete="name")
    email = fields.email(gettext_lazy("To this address we send the confirmation, and news if something changes."))
    phone = forms.CharField(
        label=gettext_lazy("Your telephone number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        validators=[RegexValidator(r"^[0-9+() .\-]*$", gettext_lazy("Use figures only, such as 030 123 45 67."))],
    )
    people = forms.TypedChoiceField(label=gettext_lazy("With how many people do you come?"), coerce=int)

    def __init__(self, event: EventPage, *args, privacy: str = "", **options):
        super().__init__(*args, **options)
        self.questions = list(event.questions.all())
        most = event.people_per_registration
        if most > 1:
            self.fields["people"].choices = [(number, number) for number in range(1, most + 1)]
        else:
            del self.fields["people"]
        for question in self.questions:
            self.fields[_name(question)] = _field(question)
        self.fields["consent"] = fields.consent(
            _("You may use this data to let me take part"),
            _("Tick this: without it we cannot register you."),
            privacy,
            kept=_("Your data is deleted %(days)d days after the last date.") % {"days": retention.days()},
        )

    @property
    def asked(self) -> list:
        """The fields that people see, in the order of the page."""
        return [bound for bound in self.visible_fields() if bound.name != "website"]

    def entry(self, language: str) -> Entry:
        """Return what was filled in; `language` is that of the page."""
        cleaned = self.cleaned_data
        answers = [(question.label, _in_words(cleaned[_name(question)])) for question in self.questions]
        return Entry(
            name=cleaned["name"],
            email=cleaned.get("email", ""),
            phone=cleaned["phone"],
            people=cleaned.get("people") or 1,
            answers=tuple(answers),
            language=language,
        )


class ChangeForm(RegistrationForm):
    """The same without the address, which is what the registration is known by. `registration` fills it in."""

    SECONDS = 0  # Who opened it has the address that was mailed.

    def __init__(self, registration: Registration, *args, **options):
        event = registration.event
        super().__init__(event, *args, **options)
        del self.fields["email"], self.fields["consent"]
        if "people" in self.fields and registration.people > event.people_per_registration:
            self.fields["people"].choices.append((registration.people, registration.people))
        answered = dict(registration.answers)
        self.initial |= {"name": registration.name, "phone": registration.phone, "people": registration.people}
        for question in self.questions:
            answer = answered.get(question.label, "")
            self.initial[_name(question)] = answer == _("Yes") if question.kind == Question.Kind.YES else answer


def _name(question: Question) -> str:
    return f"q-{question.key.hex}"


def _field(question: Question) -> forms.Field:
    shared = {"label": question.label, "required": question.is_required}
    match question.kind:
        case Question.Kind.YES:
            return forms.BooleanField(**shared)
        case Question.Kind.CHOICE:
            choices = [(line, line) for line in map(str.strip, question.choices.splitlines()) if line]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)
        case Question.Kind.TEXT:
            widget = forms.Textarea(attrs={"rows": 4})
            return forms.CharField(max_length=LONG_ANSWER_LENGTH, widget=widget, **shared)
        case _:
            return forms.CharField(max_length=ANSWER_LENGTH, **shared)


def _in_words(answer: str | bool) -> str:
    if isinstance(answer, bool):
        return _("Yes") if answer else _("No")
    return answer
