"""Reminders: who promised something is asked how it goes, before and after its day; one letter a day for everything.

A reminder is claimed before it is mailed: its row in the log is made in a transaction that locks the action, and the
letter goes when that commits. So of two commands at the same time one mails. A letter that could not be sent is
marked in the log and not tried again: nobody can tell a letter that was lost from one of which only the answer was.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from home import mail, navigation

from . import links, progress, register
from .links import Purpose
from .models import Action, Reminder

STEPS = (-30, -7, -1, 1, 7, 30, 60)  # in days after the day before which it would be done
DAYS_BETWEEN = 5  # whole days between two reminders of one action
DAYS_CAUGHT_UP = 30  # what was missed longer ago is not sent any more; at most the smallest step after 30 days


@dataclass(frozen=True)
class Sent:
    """What one run did: how many letters went, about how many actions, and of how many nobody's address is known."""

    letters: int
    reminders: int
    without_address: int


@dataclass(frozen=True)
class Line:
    """One action in a letter. `page` is empty when not everybody may see the action."""

    action: Action
    when: str
    is_late: bool
    page: str
    progress: str
    stop: str


def step(due_on: date, since: date, last: date | None, today: date) -> int | None:
    """Return which of `STEPS` is to be sent today, or None.

    It is the newest whose day has come: what was missed before it is passed over. `since` is the day on which it was
    promised for `due_on`, so only steps after it count. `last` is the day of the last reminder of the action: a step
    whose day came within `DAYS_BETWEEN` days of it is passed over, and not put off.
    """
    days = max((days for days in STEPS if due_on + timedelta(days) <= today), default=None)
    if days is None:
        return None
    on = due_on + timedelta(days)
    is_missed = today - on >= timedelta(DAYS_CAUGHT_UP)
    is_close = last is not None and on - last <= timedelta(DAYS_BETWEEN)
    return None if on <= since or is_missed or is_close else days


def remind() -> Sent:
    """Remind the owners of all actions of which a reminder is due today (local time); one letter to each address.

    Repeatable, and safe to run twice at once. Locks, per letter, the actions in it.
    """
    today = timezone.localdate()
    owners: dict[str, list[int]] = defaultdict(list)
    for action, _days in _due(_remindable(today), today):
        owners[action.mail_to.lower()].append(action.pk)
    without_address = len(owners.pop("", []))
    claimed = [_claim(address, ids, today) for address, ids in owners.items()]
    return Sent(len([number for number in claimed if number]), sum(claimed), without_address)


def named(token: str) -> list[Action] | None:
    """Return the actions of which a mailed link stops the reminders: one, or all of the reader that still have them.

    None when the link was made up or is too old. Empty when somebody else begins now, or they are stopped already.
    """
    number, _dash, mark = (links.subject(Purpose.STOP, token) or "").partition("-")
    if not mark or not (number.isdecimal() or number == "all"):
        return None
    found = Action.objects.open().wanting_reminders().select_related("organisation")
    if number != "all":
        found = found.filter(pk=int(number))
    return [action for action in found if links.is_marked(action.mail_to, mark)]


def stop(token: str) -> bool:
    """Send no more reminders of what a mailed link names; say whether the link works. Repeatable."""
    actions = named(token)
    if actions is None:
        return False
    standing = Action.objects.wanting_reminders().filter(pk__in=[action.pk for action in actions])
    standing.update(reminders_stopped_at=timezone.now())
    return True


def compose(actions: Iterable[Action], to: str) -> EmailMultiAlternatives:
    """Return the letter to one owner about `actions`, which were read with `shown`. In the language of the site."""
    root = navigation.root()
    actions, mark, language = list(actions), links.mark(to), settings.LANGUAGE_CODE
    public = set(Action.objects.published().filter(pk__in=[one.pk for one in actions]).values_list("pk", flat=True))
    with translation.override(language):
        index = register.index() if public else None
        lines = [
            Line(
                action=action,
                when=_when(action.due_on, timezone.localdate()),
                is_late=action.is_overdue,
                page=f"{index.full_url}{action.pk}/" if index and action.pk in public else "",
                progress=root + progress.address(action),
                stop=root + _stop(f"{action.pk}-{mark}"),
            )
            for action in actions
        ]
    everything = root + _stop(f"all-{mark}")
    return mail.compose("coalitions/reminder", to, {"lines": lines}, language, unsubscribe=everything)


@task()
def send(ids: list[int]) -> None:
    """Mail what was claimed, each owner in one letter; what needs no reminder any more leaves the log."""
    reminders = {reminder.action_id: reminder for reminder in Reminder.objects.filter(pk__in=ids)}
    actions = Action.objects.open().wanting_reminders().shown().filter(pk__in=reminders)
    owners: dict[str, list[Action]] = defaultdict(list)
    for action in actions.order_by("due_on", "pk"):
        owners[action.mail_to.lower()].append(action)
    owners.pop("", None)
    standing = {action.pk for found in owners.values() for action in found}
    Reminder.objects.filter(pk__in=[one.pk for pk, one in reminders.items() if pk not in standing]).delete()
    for found in owners.values():
        if not mail.send(compose(found, found[0].mail_to)):
            sent = [reminders[action.pk].pk for action in found]
            Reminder.objects.filter(pk__in=sent).update(failed_at=timezone.now())


@transaction.atomic
def _claim(address: str, ids: list[int], today: date) -> int:
    """Write down which reminders this command sends to one owner, and send them; return how many."""
    locked = _remindable(today).filter(pk__in=ids).select_for_update(of=("self",))
    rows = Reminder.objects.bulk_create(
        Reminder(action=action, due_on=action.due_on, days=days, sent_at=timezone.now())
        for action, days in _due(locked, today)
        if action.mail_to.lower() == address
    )
    if rows:
        transaction.on_commit(partial(send.enqueue, [row.pk for row in rows]), robust=True)
    return len(rows)


def _remindable(today: date) -> QuerySet[Action]:
    """Actions that a reminder could be about, by number, so that two commands lock them in the same order."""
    first, last = today - timedelta(STEPS[-1] + DAYS_CAUGHT_UP), today - timedelta(STEPS[0])
    found = Action.objects.open().wanting_reminders().filter(due_on__range=(first, last))
    return found.select_related("organisation").prefetch_related("reminders").order_by("pk")


def _due(actions: Iterable[Action], today: date) -> Iterator[tuple[Action, int]]:
    for action in actions:
        # What another command claimed is seen here: the log is read after the lock.
        reminders = action.reminders.all()
        last = max((timezone.localdate(one.sent_at) for one in reminders), default=None)
        days = step(action.due_on, action.due_since, last, today)
        if days is not None and (action.due_on, days) not in {(one.due_on, one.days) for one in reminders}:
            yield action, days


def _stop(subject: str) -> str:
    return reverse("coalitions:stop_reminders", args=[links.token(Purpose.STOP, subject)])


def _when(due_on: date, today: date) -> str:
    """Return the day in words, with how far away it is."""
    days, day = (due_on - today).days, date_format(due_on, "j F Y")
    if days > 0:
        left = ngettext("%(number)d day left", "%(number)d days left", days) % {"number": days}
    elif days == 0:
        left = _("today")
    else:
        left = ngettext("%(number)d day ago", "%(number)d days ago", -days) % {"number": -days}
    return f"{day} ({left})"
