"""The topics of one question as moderators arrange them, with what stands alone and what looks alike."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from . import similarity
from .models import Group, Note, StadsbijeenkomstPage


@dataclass(frozen=True, slots=True)
class Slip:
    """One note on display. `seen` is what the verbs of `grouping` ask for."""

    id: int
    words: str
    about: str
    seen: datetime
    group_id: int | None


@dataclass(frozen=True, slots=True)
class Topic:
    """Notes that stand together."""

    group: Group
    slips: list[Slip]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Notes that look alike, and where they could go: to a topic, or to the first of them."""

    key: str
    target: str
    title: str
    slips: list[Slip]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What several notes share, and the notes that stand alone; both in the order in which they were written."""

    topics: list[Topic]
    alone: list[Slip]


def slips(meeting: StadsbijeenkomstPage, question: str, wijk_id: int | None = None) -> list[Slip]:
    """Return the notes on display of a question, of one wijk or of the whole city. One query."""
    notes = Note.objects.on_display().worded().filter(meeting=meeting, question=question).order_by("id")
    if wijk_id is not None:
        notes = notes.filter(table__wijk=wijk_id)
    return [
        Slip(id, words, _("table %(number)s · %(about)s") % {"number": number, "about": wijk or topic}, seen, group)
        for id, words, number, wijk, topic, seen, group in notes.values_list(
            "id", "wording", "table__number", "table__wijk__title", "table__topic", "changed_at", "group"
        )
    ]


def show(meeting: StadsbijeenkomstPage, question: str, found: list[Slip]) -> Arrangement:
    """Arrange `found`. A topic with one note looks like that note, unless other wijken have notes in it. Two
    queries."""
    groups = {group.pk: group for group in Group.objects.filter(meeting=meeting, question=question)}
    displayed = Note.objects.on_display().filter(meeting=meeting, question=question, group__isnull=False)
    numbers: dict[int | None, int] = defaultdict(int)
    for group_id in displayed.order_by().values_list("group", flat=True):
        numbers[group_id] += 1
    together: dict[int, list[Slip]] = defaultdict(list)
    alone = []
    for slip in found:
        if slip.group_id is not None and numbers[slip.group_id] > 1:
            together[slip.group_id].append(slip)
        else:
            alone.append(slip)
    return Arrangement([Topic(groups[id], slips) for id, slips in together.items()], alone)


def suggestions(found: list[Slip], arranged: Arrangement, dismissed: Collection[str] = ()) -> list[Suggestion]:
    """Return heaps of notes that look alike and do not stand together yet, the largest first.

    Compares only what it is given: `found` holds answers to one question.
    """
    titles = {topic.group.pk: topic.group.title for topic in arranged.topics}
    by_id = {slip.id: slip for slip in found}
    made = []
    for heap in similarity.stars({slip.id: slip.words for slip in found}):
        alike = [by_id[id] for id in heap]
        topic = next((slip.group_id for slip in alike if slip.group_id in titles), None)
        loose = [slip for slip in alike if slip.group_id not in titles]
        key = "-".join(str(id) for id in sorted(slip.id for slip in loose))
        if key in dismissed or len(loose) < (1 if topic else 2):
            continue
        if topic is not None:
            made.append(Suggestion(key, str(topic), titles[topic], loose))
        else:
            made.append(Suggestion(key, "nieuw", "", loose))
    return sorted(made, key=lambda one: -len(one.slips))
