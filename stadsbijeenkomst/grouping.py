"""Notes that say the same come together in topics: several moderators at once, and nobody overwrites another unseen.

A topic without a note on display disappears from every screen and keeps its row, so that undo can bring it back.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.models import Theme

from . import decisions, journal, wording
from .decisions import ChangedMeanwhile
from .models import BoardEvent, Decision, Group, Note, Proceedings, StadsbijeenkomstPage, Vote

# Where topics are voted for and become actions: a note that is alone has one of its own.
BALLOT = (Proceedings.Phase.PRIORITISE, Proceedings.Phase.ACTIONS, Proceedings.Phase.CLOSED)


class GroupingRefused(Exception):
    """`sentence` says why, to the moderator."""

    sentence = _("These notes cannot be put together.")


class NotTogether(GroupingRefused):
    sentence = _("A topic holds answers to one question of one meeting.")


class TwoActions(GroupingRefused):
    sentence = _("Both topics have become an action. Two actions cannot be put together.")


class TitleRefused(GroupingRefused):
    sentence = _("A topic needs a title of at most 200 characters.")


def title_of(words: str) -> str:
    """Return the title that a topic has when nobody gave it one: the words of a note, on one line, cut at a word."""
    line = " ".join(words.split())
    if len(line) <= Group.MAX_LENGTH:
        return line
    return f"{line[: Group.MAX_LENGTH - 1].rsplit(' ', 1)[0]}…"


@transaction.atomic
def put(note_id: int, seen: datetime, group_id: int, moderator: AbstractBaseUser | None = None) -> Note:
    """Put a note in a topic. `seen` is the `changed_at` of the note that the moderator looked at.

    Refuses with ChangedMeanwhile, NotTogether or TwoActions (the note was the last of a topic with an action).
    """
    note = decisions.look(note_id, seen)
    return note if note.group_id == group_id else move(note, found(note, group_id), moderator)


@transaction.atomic
def join(note_id: int, seen: datetime, other_id: int, moderator: AbstractBaseUser | None = None) -> Note:
    """Put a note with another one: in its topic, or in a new one that is called after it. As `put`."""
    note = decisions.look(note_id, seen)
    group_id = beside(note, other_id)
    return note if note.group_id == group_id else move(note, found(note, group_id), moderator)


@transaction.atomic
def begin(note_id: int, seen: datetime, title: str = "", moderator: AbstractBaseUser | None = None) -> Note:
    """Put a note in a new topic; without a title it is called after the note. As `put`."""
    note = decisions.look(note_id, seen)
    group = own(note)
    if title:
        group.title = _checked(title)
    group.save()
    return move(note, group, moderator)


@transaction.atomic
def take_out(note_id: int, seen: datetime, moderator: AbstractBaseUser | None = None) -> Note:
    """Let a note stand on its own again. Nothing changes when it is alone. Refuses with ChangedMeanwhile."""
    note = decisions.look(note_id, seen)
    if note.group_id is None or not Note.objects.written().filter(group=note.group_id).exclude(pk=note.pk).exists():
        return note
    group = own_when_voting(note)
    return move(note, group, moderator)


@transaction.atomic
def merge(group_id: int, into_id: int, moderator: AbstractBaseUser | None = None) -> Group:
    """Put all notes of a topic in another one, with its votes and its action; returns the other one.

    Whoever voted for both keeps one vote and gets one back. Refuses with ChangedMeanwhile when the first has no notes
    any more, NotTogether or TwoActions.
    """
    groups = Group.objects.in_bulk([group_id, into_id])
    if len(groups) < 2:
        raise NotTogether
    left, into = groups[group_id], groups[into_id]
    if (left.meeting_id, left.question) != (into.meeting_id, into.question):
        raise NotTogether
    decisions.take_turn(left.meeting_id)
    # Locked: what a writer changes meanwhile waits, else undo would go back to how the note was before that.
    moved = list(Note.objects.select_for_update().filter(group=left).order_by("id"))
    if not any(note.status not in Note.GONE for note in moved):
        raise ChangedMeanwhile
    now = timezone.now()
    Decision.objects.bulk_create(
        Decision(
            note=note,
            moderator_id=getattr(moderator, "pk", None),
            verb=Decision.Verb.MOVE,
            before=decisions.before(note),
            made_at=now,
        )
        for note in moved
        if note.status not in Note.GONE
    )
    Note.objects.filter(pk__in=[note.pk for note in moved]).update(group=into, changed_at=now)
    _inherit(left.pk, into.pk)
    for note in moved:
        retitle(left.pk, note.redaction or note.text)
    retitle(into.pk)
    ids = [note.pk for note in moved]
    journal.record_all(into.meeting_id, BoardEvent.Kind.GROUPED, [(ids[0], left.pk), *((id, into.pk) for id in ids)])
    into.refresh_from_db()
    return into


@transaction.atomic
def rename(group_id: int, seen: datetime, title: str) -> None:
    """Give a topic a title. `seen` is its `changed_at`. Refuses with ChangedMeanwhile or TitleRefused."""
    _change(group_id, seen, title=_checked(title))


@transaction.atomic
def change(group_id: int, seen: datetime, title: str, theme: Theme | None) -> None:
    """Give a topic a title and a theme at once. As `rename`."""
    _change(group_id, seen, title=_checked(title), theme=theme)


@transaction.atomic
def settle(meeting: StadsbijeenkomstPage) -> int:
    """Give each note on display that is still alone a topic of its own; returns how many. May be repeated.

    The number of queries hardly grows with the notes. A note does not count as changed by it: what a moderator looks
    at stays true. Locks these notes: no topic is called after what is withdrawn meanwhile.
    """
    decisions.take_turn(meeting.pk)
    alone = list(Note.objects.on_display().select_for_update().filter(meeting=meeting, group=None).order_by("id"))
    groups = Group.objects.bulk_create([own(note) for note in alone])
    for note, group in zip(alone, groups, strict=True):
        note.group = group
    Note.objects.bulk_update(alone, ["group"])
    journal.record_all(meeting.pk, BoardEvent.Kind.GROUPED, [(note.pk, note.group_id) for note in alone])
    return len(alone)


def own(note: Note) -> Group:
    """Return a topic for one note, called after it when it is on display; not saved."""
    title = title_of(note.redaction or note.text) if note.is_on_display else ""
    return Group(meeting_id=note.meeting_id, question=note.question, title=title)


def own_when_voting(note: Note) -> Group | None:
    """Make a topic for a note that would be alone while the ballot consists of topics. Takes a turn."""
    decisions.take_turn(note.meeting_id)
    if not Proceedings.objects.filter(meeting=note.meeting_id, phase__in=BALLOT).exists():
        return None
    group = own(note)
    group.save()
    return group


def settle_one(note: Note) -> None:
    """As `settle`, for a note on display that is still alone, while the ballot consists of topics."""
    if note.is_on_display and note.group_id is None and (group := own_when_voting(note)):
        Note.objects.filter(pk=note.pk).update(group=group)
        note.group = group


def beside(note: Note, other_id: int) -> int:
    """Return the topic of another note, which gets one when it is alone. Within a turn; locks that note. Refuses with
    NotTogether.

    Tells the board nothing: alone in a topic it looks as before, and what moves in is told with the topic.
    """
    same = Note.objects.on_display().filter(meeting=note.meeting_id, question=note.question).exclude(pk=note.pk)
    other = same.select_for_update().filter(pk=other_id).first()
    if other is None:
        raise NotTogether
    if other.group_id is None:
        group = own(other)
        group.save()
        # As `settle`: nothing that a moderator decides about has changed.
        Note.objects.filter(pk=other.pk).update(group=group)
        return group.pk
    return other.group_id


def move(note: Note, group: Group | None, moderator: AbstractBaseUser | None, **changes: object) -> Note:
    """Move a note that was looked at in this transaction, with what else changes about it, and log it."""
    left_id, was, now = note.group_id, decisions.before(note), timezone.now()
    decisions.carry_out(note, now, group=group, **changes)
    decisions.log(note, moderator, Decision.Verb.MOVE, was, now)
    if left_id is not None:
        if group is not None and not Note.objects.written().filter(group=left_id).exists():
            _inherit(left_id, group.pk)
        retitle(left_id, str(was["redaction"]) or note.text)
    if group is not None:
        retitle(group.pk)
    for changed in (left_id, note.group_id):
        if changed is not None:
            journal.record(note, BoardEvent.Kind.GROUPED, changed)
    return note


def retitle(group_id: int | None, words: str = "") -> None:
    """Call a topic after another of its notes when it was called after `words`, which are no longer its.

    A topic that is called after a note must not go on telling what was withdrawn, hidden or given a neutral line. A
    title that a moderator wrote stays.
    """
    if group_id is None:
        return
    called_so = Group.objects.filter(pk=group_id, title__in={"", title_of(words)})
    if not called_so.exists():
        return
    first = Note.objects.on_display().worded().filter(group=group_id).order_by("id").first()
    called_so.update(title=title_of(first.wording) if first else "")


def _change(group_id: int, seen: datetime, **changes: object) -> None:
    if not Group.objects.filter(pk=group_id, changed_at=seen).update(changed_at=timezone.now(), **changes):
        raise ChangedMeanwhile
    if note := Note.objects.filter(group=group_id).order_by("id").first():
        journal.record(note, BoardEvent.Kind.GROUPED, group_id)


def _checked(title: str) -> str:
    line = " ".join(wording.normalise(title).split())
    if not line or len(line) > Group.MAX_LENGTH:
        raise TitleRefused
    return line


def found(note: Note, group_id: int) -> Group:
    """Return the topic in which a note may stand. Refuses with NotTogether."""
    group = Group.objects.filter(pk=group_id, meeting=note.meeting_id, question=note.question).first()
    if group is None:
        raise NotTogether
    return group


def _inherit(left_id: int, into_id: int) -> None:
    """Hand votes and action of a topic without notes over to the topic that its notes went to."""
    groups = Group.objects.in_bulk([left_id, into_id])
    left, into = groups[left_id], groups[into_id]
    if left.action_id is not None:
        if into.action_id is not None:
            raise TwoActions
        action_id, left.action_id = left.action_id, None
        left.save(update_fields=["action"])
        into.action_id = action_id
        into.save(update_fields=["action"])
    votes = Vote.objects.filter(group=left_id)
    votes.filter(voter__in=Vote.objects.filter(group=into_id).values("voter")).delete()
    votes.update(group=into_id)


def shown(meeting_id: int) -> QuerySet[Group]:
    """Return the topics of a meeting that have a note on display, in the order in which they were made."""
    displayed = Note.objects.on_display().filter(meeting=meeting_id, group__isnull=False)
    return Group.objects.filter(pk__in=displayed.values("group")).select_related("theme")


def topics(meeting_id: int, question: str) -> QuerySet[Group]:
    """Return the topics of a question in which several notes on display stand together, by title."""
    displayed = Note.objects.on_display().filter(meeting=meeting_id, question=question, group__isnull=False)
    several = displayed.order_by().values("group").annotate(number=Count("id")).filter(number__gt=1).values("group")
    return Group.objects.filter(pk__in=several).order_by("title", "id")
