"""What a reader asks of an agenda in its address: which view, which days, and what narrows the list.

Everything stands in the query string, so that a choice can be kept, sent to somebody else and framed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.filters import Filters, address, by_wijk, one_of
from home.models import Theme, WijkPage

from . import periods
from .choice import AUDIENCES, Choice
from .models import EventPage, FeedEntry, LanguagesField, Occurrence, Venue
from .models.occurrence import OccurrenceQuerySet, midnight
from .models.page import CITY_WIDE, PAST

LIST, MONTH, MAP = "", "maand", "kaart"
DAYS_ON_MAP = 28
# The words of the address for what is known of a venue.
FACTS = {
    "rolstoel": "has_wheelchair_access",
    "toilet": "has_accessible_toilet",
    "lift": "has_lift",
    "ringleiding": "has_hearing_loop",
    "rustige-ruimte": "has_quiet_room",
    "tolk": "has_sign_language",
}
DATE_FORMATS = ["%Y-%m-%d", "%d-%m-%Y"]
WITHIN_REASON = [MinValueValidator(periods.EARLIEST), MaxValueValidator(periods.LATEST)]


@dataclass(frozen=True)
class Asked:
    """What was asked, checked. `first` and `last` are days that the reader named, `month` the first of a month."""

    query: QueryDict
    form: Filters
    today: date
    view: str
    choice: Choice
    venue: Venue | None
    facts: tuple[str, ...]
    is_free: bool
    period: str
    first: date | None
    last: date | None
    month: date

    @property
    def is_past(self) -> bool:
        return self.view == LIST and self.period == PAST

    @property
    def days(self) -> tuple[date, date | None]:
        """The first and last day of the list: the reader's own within a named period. None: without an end."""
        if self.view == MONTH:
            return self.month, periods.last_of_month(self.month)
        named = self.period and self.period != PAST
        first, last = periods.stretch(self.period, self.today) if named else (self.today, None)
        if self.first:
            first = max(first, self.first) if named else self.first
        if self.last:
            last = min(last, self.last) if last else self.last
        if self.view == MAP and last is None:
            last = first + timedelta(days=DAYS_ON_MAP - 1)
        return first, last

    def dates(self, page: Page) -> OccurrenceQuerySet:
        """Return the dates of the activities of `page` that every filter holds but those by day, in no order."""
        entries = self.choice.apply(FeedEntry.objects.listed_on(page).public())
        dates = Occurrence.objects.of(entries.filter(event__is_free=True) if self.is_free else entries)
        for fact in self.facts:
            there = Occurrence.held_at(Venue.objects.filter(**{fact: True}))
            if fact == "has_sign_language":
                # What is held in sign language needs no interpreter of the house.
                there |= Q(Exists(FeedEntry.objects.filter(event=OuterRef("event"), languages__contains=" dse ")))
            dates = dates.filter(there)
        return dates.filter(Occurrence.held_at(Venue.objects.filter(pk=self.venue.pk))) if self.venue else dates

    def listed(self, page: Page) -> OccurrenceQuerySet:
        """Return what the list shows, in its order."""
        dates = self.dates(page)
        if not self.is_past:
            return dates.between(*self.days)
        dates = dates.filter(starts_at__gte=midnight(self.first)) if self.first else dates
        dates = dates.filter(starts_at__lt=midnight(self.last + timedelta(days=1))) if self.last else dates
        return dates.past(self.today)

    def address(self, **changed: str) -> str:
        """Return the query string with some names changed, or left out where the value is empty; always page 1."""
        return address(self.query, **changed)

    @property
    def active(self) -> list[tuple[str, str]]:
        """The filters that hold, in words, each with the query string that drops it."""
        single = [(word, self.address(**{name: ""})) for name, word in self._words() if word]
        labels = dict(accessible_choices())
        kept = self.query.getlist("toegankelijk")
        facts = [
            (labels[fact], address(self.query, toegankelijk=[other for other in kept if other != fact]))
            for fact in dict.fromkeys(kept)
            if fact in labels
        ]
        return single + facts

    def _words(self) -> Iterator[tuple[str, str]]:
        words = self.choice.words  # Of each name at most one, in the order of `choice.NAMES`.
        for name in ("wijk", "thema", "doelgroep", "taal"):
            yield name, words.pop(0) if self.query.get(name) else ""
        yield "gratis", _("Free") if self.is_free else ""
        yield "plaats", self.venue.name if self.venue else ""
        if self.view != MONTH:
            yield "periode", dict(period_choices()).get(self.period, "") if self.period else ""
            first = date_format(self.first, "j F Y") if self.first else ""
            yield "van", _("From %(day)s") % {"day": first} if first else ""
            yield (
                "tot",
                _("Up to and including %(day)s") % {"day": date_format(self.last, "j F Y")} if self.last else "",
            )


def read(query: QueryDict) -> Asked:
    """Return what the query string of an agenda asks for; refuse what does not exist (`BadRequest`)."""
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    form = Filters(
        query,
        wijk=by_wijk_or_city(),
        thema=one_of(_("Theme"), _("All themes"), [(theme.slug, theme.name) for theme in themes.values()]),
        van=day_field(_("From")),
        tot=day_field(_("Up to and including")),
        doelgroep=one_of(_("For whom"), _("Everybody"), audience_choices()),
        taal=one_of(_("Language spoken"), _("All languages"), language_choices()),
        gratis=several_of(_("Costs"), [("ja", _("Free"))]),
        toegankelijk=several_of(_("Accessibility"), accessible_choices()),
        periode=hidden(one_of(_("Period"), _("All that is to come"), period_choices())),
        weergave=hidden(one_of(_("View"), _("List"), [(MONTH, _("Month")), (MAP, _("Map"))])),
        maand=month_field(_("Month")),
        plaats=forms.ModelChoiceField(
            Venue.objects.shown_to_all(), label=_("Venue"), required=False, widget=forms.HiddenInput
        ),
    )
    asked = form.chosen()
    today = timezone.localdate()
    wijk = asked["wijk"]
    return Asked(
        query=query,
        form=form,
        today=today,
        view=asked["weergave"],
        choice=Choice(
            wijken=(wijk,) if isinstance(wijk, WijkPage) else (),
            is_city_wide=wijk == CITY_WIDE,
            themes=(themes[asked["thema"]],) if asked["thema"] else (),
            audiences=(AUDIENCES[asked["doelgroep"]],) if asked["doelgroep"] else (),
            languages=(asked["taal"],) if asked["taal"] else (),
        ),
        venue=asked["plaats"],
        facts=tuple(FACTS[word] for word in asked["toegankelijk"]),
        is_free=bool(asked["gratis"]),
        period=asked["periode"],
        first=asked["van"],
        last=asked["tot"],
        month=asked["maand"] or today.replace(day=1),
    )


def audience_choices() -> list[tuple[str, str]]:
    return [(word, str(EventPage.Audience(audience).label)) for word, audience in AUDIENCES.items()]


def language_choices() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in LanguagesField.CHOICES]


def accessible_choices() -> list[tuple[str, str]]:
    return [(word, capfirst(str(getattr(Venue, name).field.verbose_name))) for word, name in FACTS.items()]


def period_choices() -> list[tuple[str, str]]:
    return [
        (periods.TODAY, _("Today")),
        (periods.WEEKEND, _("This weekend")),
        (periods.WEEK, _("This week")),
        (periods.MONTH, _("This month")),
        (PAST, _("What has been")),
    ]


def by_wijk_or_city() -> forms.Field:
    """A filter by wijk in which what is in no wijk can be chosen too."""
    field: Any = by_wijk()
    (everything, *wijken), wijk_of = field.choices, field.coerce
    field.choices = [everything, (CITY_WIDE, _("The whole city")), *wijken]
    field.coerce = lambda slug: CITY_WIDE if slug == CITY_WIDE else wijk_of(slug)
    return field


def several_of(label: str, choices: list[tuple[str, str]]) -> forms.Field:
    return forms.MultipleChoiceField(label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple)


def day_field(label: str) -> forms.Field:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label, required=False, input_formats=DATE_FORMATS, widget=widget, validators=WITHIN_REASON
    )


def month_field(label: str) -> forms.Field:
    widget = forms.HiddenInput()
    return forms.DateField(
        label=label, required=False, input_formats=["%Y-%m"], widget=widget, validators=WITHIN_REASON
    )


def hidden(field: forms.Field) -> forms.Field:
    field.widget = forms.HiddenInput()
    return field
