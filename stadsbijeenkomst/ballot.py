"""The vote of the hall: each device, or each table, has a number of votes, and nobody sees the score meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from . import decisions, proceedings
from .models import Note, Proceedings, StadsbijeenkomstPage, Table, Vote
from .models.note import NoteQuerySet
from .tables import Seat

# The voter when a whole table votes: a number made of the table's, so that all its devices change the same votes.
TABLES = UUID("5d7a3c0e-6c7e-4b8e-9a55-5f0c6f1b7a11")


class VoteRefused(Exception):
    """`sentence` says why, to the person who votes."""

    sentence = _("Your choice cannot be saved.")


class BallotClosed(VoteRefused):
    sentence = _("The voting is not open at this moment.")


class TooManyVotes(VoteRefused):
    sentence = _("You chose too many. Take some away and save again.")


class NotOnBallot(VoteRefused):
    sentence = _("Something that you chose is no longer on the list. Look at the list again.")


class VotesCast(Exception):
    """The rules of a vote do not change while it goes on."""

    sentence = _("Somebody has voted already. The rules of this vote can no longer be changed.")


@dataclass(frozen=True, slots=True)
class Choice:
    """A topic on the ballot: what is displayed of it, and how many notes on display it stands for."""

    group_id: int
    text: str
    notes: int


def sizes(groups: Iterable[int]) -> dict[int, int]:
    """Return how many notes on display each of these groups has. One query."""
    notes = Note.objects.on_display().filter(group__in=list(groups))
    return dict(notes.order_by().values_list("group").annotate(Count("pk")))


def voter(state: Proceedings, table_id: int, device: UUID) -> UUID:
    """Return who votes: the device, or the table for all its devices."""
    return device if state.votes_by == Proceedings.VotesBy.DEVICE else uuid5(TABLES, str(table_id))


def choices(table: Table, question: str, order_of: UUID | None = None) -> list[Choice]:
    """Return the ballot of a table: the topics of one question with a note on display of a table about the same wijk,
    or, at a table about the whole city, of such tables. One query.

    In the order in which they arose, or in one that is different for each `order_of` and always the same for that one:
    the first of a list gets votes for being the first.
    """
    near = _on_display(table.meeting_id, question).filter(table__wijk=table.wijk_id)
    notes = _on_display(table.meeting_id, question).filter(group__in=near.order_by().values("group"))
    found: dict[int, Choice] = {}
    for group, title, said in notes.worded().order_by("group", "id").values_list("group", "group__title", "wording"):
        # A topic of one note looks like that note; its title was made from words that may have been redacted since.
        found[group] = Choice(group, title, found[group].notes + 1) if group in found else Choice(group, said, 1)
    if order_of is None:
        return list(found.values())
    return sorted(found.values(), key=lambda choice: uuid5(order_of, str(choice.group_id)))


def _on_display(meeting_id: int, question: str) -> NoteQuerySet:
    return Note.objects.on_display().filter(meeting=meeting_id, group__question=question)


def cast(seat: Seat, device: UUID, chosen: Iterable[int]) -> None:
    """Give the votes of a device, or of its table, to the chosen groups, in place of an earlier choice; repeatable.

    Refuses with VoteRefused or one of its kinds. Takes the moderators' turn, so that no topic is merged meanwhile, and
    locks the proceedings, so that nobody votes past the end of the voting and two devices of a table take turns. The
    constraints of `Vote` hold the number of votes besides.
    """
    with transaction.atomic():
        decisions.take_turn(seat.meeting_id)
        state = Proceedings.objects.select_for_update().filter(meeting=seat.meeting_id).first()
        if state is None or state.phase != Proceedings.Phase.PRIORITISE:
            raise BallotClosed
        wanted = set(chosen)
        if len(wanted) > state.votes_each:
            raise TooManyVotes
        table = Table.objects.only("meeting", "wijk").get(pk=seat.table_id)
        if not wanted <= {choice.group_id for choice in choices(table, state.ballot)}:
            raise NotOnBallot
        who = voter(state, seat.table_id, device)
        earlier = Vote.objects.filter(meeting=seat.meeting_id, voter=who)
        if set(earlier.values_list("group", flat=True)) == wanted:
            return
        earlier.delete()
        Vote.objects.bulk_create(
            Vote(meeting_id=seat.meeting_id, voter=who, slot=slot, group_id=group)
            for slot, group in enumerate(sorted(wanted))
        )


def chosen(state: Proceedings, seat: Seat, device: UUID | None) -> set[int]:
    """Return the groups that a device, or its table, voted for."""
    if device is None and state.votes_by == Proceedings.VotesBy.DEVICE:
        return set()
    who = voter(state, seat.table_id, device or TABLES)
    return set(Vote.objects.filter(meeting=seat.meeting_id, voter=who).values_list("group", flat=True))


def totals(meeting: StadsbijeenkomstPage) -> dict[int, int]:
    """Return how many votes each group got; nothing at all until the voting has ended. Every screen reads it here."""
    if not meeting.state.shows_votes:
        return {}
    return dict(Vote.objects.filter(meeting=meeting).values_list("group").annotate(Count("pk")).order_by())


def turnout(meeting: StadsbijeenkomstPage) -> int:
    """Return how many devices, or tables, have voted: this says nothing about what they chose."""
    return Vote.objects.filter(meeting=meeting).values("voter").distinct().count()


@transaction.atomic
def arrange(meeting: StadsbijeenkomstPage, *, question: str, votes_by: str, votes_each: int) -> Proceedings:
    """Say what is voted about, who has votes and how many. Refuses with VotesCast when somebody voted and something
    would change. Locks the proceedings."""
    state = proceedings.locked(meeting)
    if (state.ballot, state.votes_by, state.votes_each) == (question, votes_by, votes_each):
        return state
    if Vote.objects.filter(meeting=meeting).exists():
        raise VotesCast
    state.ballot, state.votes_by, state.votes_each = question, votes_by, votes_each
    state.save(update_fields=["ballot", "votes_by", "votes_each"])
    return state
