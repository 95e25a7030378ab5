"""What became of the notes of an example meeting: topics, themes, votes, plans and actions."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import count
from uuid import uuid4

from home.models import Theme
from stadsbijeenkomst import actions, grouping
from stadsbijeenkomst.models import Group, Note, Plan, StadsbijeenkomstPage, Vote

from . import demo_file, demo_network, network_file


def settle(
    meeting: StadsbijeenkomstPage, groups: Iterable[demo_file.Group], themes: Mapping[str, Theme], today: date
) -> None:
    """Put the notes of a meeting that is over in their topics, with the votes of the hall, plans and actions."""
    made = [(group, _group(meeting, group, themes)) for group in groups]
    grouping.settle(meeting)
    _vote(meeting, made)
    for asked, group in made:
        if asked.plan:
            Plan.objects.create(
                note=Note.objects.filter(group=group).earliest("id"),
                who=asked.plan.who,
                first_step=asked.plan.first_step,
                due_on=today + timedelta(days=asked.plan.days),
            )
        if asked.action:
            _promote(meeting, group, asked.action, today)


def _group(meeting: StadsbijeenkomstPage, asked: demo_file.Group, themes: Mapping[str, Theme]) -> Group:
    notes = Note.objects.on_display().filter(meeting=meeting, text__in=asked.notes)
    if notes.count() != len(asked.notes):
        raise ValueError(f"“{asked.title}” names a note that is not on display, or there twice.")
    group = Group.objects.create(
        meeting=meeting,
        question=asked.question,
        title=asked.title,
        theme=themes[asked.theme] if asked.theme else None,
    )
    notes.update(group=group)
    return group


def _vote(meeting: StadsbijeenkomstPage, made: list[tuple[demo_file.Group, Group]]) -> None:
    """Let as many devices vote as it takes: each in turn, so that none votes for one topic twice."""
    each, most = meeting.state.votes_each, max((asked.votes for asked, _group in made), default=0)
    voters = [uuid4() for _voter in range(max(most, -(-sum(asked.votes for asked, _group in made) // each)))]
    turn = count()
    Vote.objects.bulk_create(
        Vote(meeting=meeting, group=group, voter=voters[number % len(voters)], slot=number // len(voters))
        for asked, group in made
        for number in (next(turn) for _vote in range(asked.votes))
    )


def _promote(meeting: StadsbijeenkomstPage, group: Group, asked: network_file.Action, today: date) -> None:
    found = actions.candidate(meeting, group.pk)
    assert found is not None  # noqa: S101
    group.action = demo_network.promise(
        asked,
        today,
        made_at=meeting.ends_at,
        title=group.title,
        wijken=[note.table.wijk for note in group.notes.select_related("table__wijk") if note.table.wijk],
        source=meeting,
        provenance=actions.provenance(meeting, found),
    )
    group.save(update_fields=["action"])
