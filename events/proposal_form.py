"""What an organisation fills in that proposes an activity."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home import fields
from home.forms import PublicForm, readable

from . import refusals
from .models import AgendaPage, EventPage, Venue
from .proposals import Proposed
from .recurrence import Frequency, Rule, UnclearTime, is_last_of_month, local

ELSEWHERE = "elders"
ONCE = "eenmalig"
YEARS_AHEAD = 2
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
REPEATS = [
    (ONCE, gettext_lazy("once")),
    ("1", gettext_lazy("every week")),
    ("2", gettext_lazy("every two weeks")),
    ("month", gettext_lazy("every month, on the same weekday")),
]


class ProposalForm(PublicForm):
    """A proposal for `agenda`. After `is_valid()`, `proposed()` gives what was filled in."""

    title = fields.line(gettext_lazy("Name of the activity"), 120)
    summary = fields.line(gettext_lazy("In one sentence"), 250, help_text=gettext_lazy("What happens, and for whom?"))
    description = fields.text(
        gettext_lazy("More about it"),
        5_000,
        6,
        required=False,
        help_text=gettext_lazy("An empty line begins a new paragraph."),
    )
    on = forms.DateField(label=gettext_lazy("Date"), widget=DAY)
    starts = forms.TimeField(label=gettext_lazy("From"), widget=CLOCK)
    ends = forms.TimeField(label=gettext_lazy("Until"), widget=CLOCK)
    repeats = forms.ChoiceField(label=gettext_lazy("How often"), choices=REPEATS, initial=ONCE)
    until = forms.DateField(
        label=gettext_lazy("Repeats until"),
        required=False,
        widget=DAY,
        help_text=gettext_lazy("Only if it happens more than once: the last day."),
    )
    venue = forms.ChoiceField(label=gettext_lazy("Venue"), initial=ELSEWHERE)
    place = fields.line(
        gettext_lazy("Another place"), 250, required=False, help_text=gettext_lazy("Name, street and number.")
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("For whom"),
        choices=EventPage.Audience.choices,
        widget=forms.RadioSelect,
        initial=EventPage.Audience.RESIDENTS,
    )
    price = fields.line(
        gettext_lazy("Price"), 120, required=False, help_text=gettext_lazy("Leave it empty if it is free.")
    )
    organiser = fields.line(gettext_lazy("Organisation"), 160, autocomplete="organization")
    contact = fields.line(
        gettext_lazy("Telephone or e-mail address for questions"),
        160,
        required=False,
        help_text=gettext_lazy("Everybody sees this on the page."),
    )
    name = fields.line(gettext_lazy("Your name"), 80, autocomplete="name")
    email = fields.email(gettext_lazy("To answer you. It is not shown on the site."))

    def __init__(self, agenda: AgendaPage, *args, privacy: str = "", **options):
        super().__init__(*args, **options)
        self.agenda = agenda
        self.venues = {str(venue.pk): venue for venue in Venue.objects.all()}
        self.fields["venue"].choices = [
            (ELSEWHERE, _("Another place")),
            *((key, venue.location) for key, venue in self.venues.items()),
        ]
        self.fields |= fields.topics(agenda)
        self.fields["consent"] = fields.consent(
            _("You may use my name and e-mail address to answer me, until 30 days after the answer"),
            _("Tick this: without it we cannot answer you."),
            privacy,
        )

    def parts(self) -> list[tuple[str, str, list]]:
        """The fields that people see, in groups with an anchor and a heading."""
        groups = [
            ("activiteit", _("The activity"), ["title", "summary", "description"]),
            ("wanneer", _("When"), ["on", "starts", "ends", "repeats", "until"]),
            ("waar", _("Where"), ["venue", "place", "wijken"]),
            ("voor-wie", _("For whom"), ["themes", "audience", "price"]),
            ("organisatie", _("Who organises it"), ["organiser", "contact"]),
            ("u", _("Who you are"), ["name", "email", "consent"]),
        ]
        there = self.fields.keys()
        return [(anchor, title, [self[name] for name in names if name in there]) for anchor, title, names in groups]

    def clean_on(self) -> date:
        on, today = self.cleaned_data["on"], timezone.localdate()
        if on < today:
            raise ValidationError(_("This day is over. Choose a day that is to come."))
        if on > today + timedelta(days=366 * YEARS_AHEAD):
            raise ValidationError(_("Choose a day within two years."))
        return on

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("venue") == ELSEWHERE and cleaned.get("place") == "":
            self.add_error("place", _("Choose a venue above or write where it is."))
        if cleaned.get("repeats", ONCE) != ONCE and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", _("Fill in the last day."))
        if {"on", "starts", "ends"} <= cleaned.keys():
            self._clean_moments(cleaned)
        return cleaned

    def _clean_moments(self, cleaned: dict) -> None:
        zone = timezone.get_default_timezone()
        for name in ("starts", "ends"):
            try:
                cleaned[f"{name}_at"] = local(cleaned["on"], cleaned[name].replace(second=0, microsecond=0), zone)
            except UnclearTime as unclear:
                self.add_error(name, refusals.in_words(unclear))
                return
        if cleaned["ends_at"] <= cleaned["starts_at"]:
            self.add_error("ends", _("The end must be later than the start."))
            return
        if rule := self._rule(cleaned):
            beside = {"starts_at": "starts", "ends_at": "ends", "repeat_until": "until", "repeat_count": "until"}
            for field, refusal in refusals.of_series(rule, cleaned["starts_at"], cleaned["ends_at"], False, zone):
                self.add_error(beside.get(field, "repeats"), refusal)

    @staticmethod
    def _rule(cleaned: dict) -> Rule | None:
        repeats, until, on = cleaned.get("repeats"), cleaned.get("until"), cleaned["on"]
        if repeats in {None, ONCE} or not until:
            return None
        if repeats == "month":
            is_last = is_last_of_month(on) and on.day > 28
            frequency = Frequency.MONTHLY_LAST_WEEKDAY if is_last else Frequency.MONTHLY_WEEKDAY
            return Rule(frequency, until=until)
        return Rule(Frequency.WEEKLY, every=int(repeats), weekdays=(on.weekday(),), until=until)

    def proposed(self) -> Proposed:
        """Return what was filled in, with a page that is not saved."""
        cleaned = self.cleaned_data
        rule = self._rule(cleaned)
        event = EventPage(
            title=cleaned["title"],
            summary=cleaned["summary"],
            starts_at=cleaned["starts_at"],
            ends_at=cleaned["ends_at"],
            venue=self.venues.get(cleaned["venue"]),
            audience=cleaned["audience"],
            is_free=not cleaned["price"],
            price=cleaned["price"],
            organiser=cleaned["organiser"],
            contact=cleaned["contact"],
            locale=self.agenda.locale,
        )
        if rule:
            event.repeats, event.repeat_every, event.repeat_until = rule.frequency.value, rule.every, rule.until
            event.repeat_weekdays = list(rule.weekdays)
        return Proposed(
            event=event,
            description=cleaned["description"],
            place="" if event.venue else cleaned["place"],
            wijken=cleaned.get("wijken", []),
            themes=cleaned.get("themes", []),
            name=cleaned["name"],
            email=cleaned["email"],
        )


class AnswerForm(forms.Form):
    """Why a proposal will not be in the agenda."""

    answer = fields.text(
        gettext_lazy("Why will it not be in the agenda?"),
        500,
        4,
        help_text=gettext_lazy("Who proposed it gets this by e-mail."),
        validators=[readable],
        error_messages={"required": gettext_lazy("Write a sentence first: who proposed it reads it.")},
    )
