"""How many people took part in activities for which one registers: counted while registrations are there, and kept as
a number of each date when they are deleted."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from home import counting

from . import letters
from .models import EventPage, Occurrence, Registration, Turnout


def keep(event: EventPage, registrations: Iterable[Registration]) -> None:
    """Write down how many people took part on each date, before their registrations are deleted."""
    counted: Counter[date] = Counter()
    for one in registrations:
        if one.takes_part:
            counted.update(dict.fromkeys(letters.heard(one), one.people))
    for on, people in sorted(counted.items()):
        kept, _is_new = Turnout.objects.get_or_create(event_uid=event.uid, on=on, defaults={"people": 0})
        Turnout.objects.filter(pk=kept.pk).update(people=F("people") + people)


def people(dates: QuerySet[Occurrence]) -> Coalesce:
    """Return how many people took part on `dates`, as a part of another query.

    Who comes to two dates counts twice; who registered for the activity as a whole counts on each date after that.
    """
    for_date = Q(on=OuterRef("on")) | Q(on=None, created_at__lt=OuterRef("starts_at"))
    known = Registration.objects.taking_part().filter(for_date, event=OuterRef("event"))
    kept = Turnout.objects.filter(event_uid=OuterRef("event__uid"), on=OuterRef("on"))
    each = dates.annotate(_people=counting.total(known, "people") + counting.total(kept, "people"))
    return counting.total(each, "_people")
