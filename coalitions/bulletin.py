"""The bulletin: one letter a day at most to each address that follows something, with all that is new since the last.

News is claimed before it is mailed: a transaction locks the rows of one address and moves them on to the moment until
which it has heard now; the letter goes when that commits. So nothing is told twice, also by two commands at once. A
letter that could not be sent is not tried again: nobody can tell one that was lost from one of which only the answer
was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone, translation
from django_tasks import task

from home import mail

from . import following, register, tidings
from .models import CoalitionPage, Follower
from .tidings import Thing, Tiding

# A row gets its moment before its transaction commits: what is younger than this waits for the next run.
LAG = timedelta(minutes=15)
WINDOW = timedelta(days=30)  # what is older is no news any more
News = Mapping[Thing, list[Tiding]]


@dataclass(frozen=True)
class Told:
    """What one run did: how many letters went, and how many rows of followers were deleted."""

    letters: int
    forgotten: int


@dataclass(frozen=True)
class Part:
    """What a letter tells about one thing. `page` is its whole address or empty, `stop` that to hear no more of it."""

    title: str
    page: str
    tidings: list[Tiding]
    stop: str


def tell() -> Told:
    """Mail everybody what became of what he follows since the last letter; one letter to each address.

    Repeatable, and safe to run twice at once. Locks, per letter, the rows of its address. Also deletes who need not be
    kept (`following.forget`).
    """
    forgotten, until = following.forget(), timezone.now() - LAG
    found = tidings.between(until - WINDOW, until)
    followers = Follower.objects.confirmed().filter(heard_until__lt=until)
    emails = {follower.email for follower in followers if _since(follower, found, follower.heard_until)}
    return Told(sum(_claim(email, found, until) for email in sorted(emails)), forgotten)


@task()
def send(spans: list[list], until: str) -> None:
    """Mail one address its news. `spans`: of each thing it follows the row's id, and the moment it had heard until."""
    heard = {pk: datetime.fromisoformat(moment) for pk, moment in spans}
    followers = list(Follower.objects.confirmed().filter(pk__in=heard).order_by("coalition", "pk"))
    if not followers:
        return
    with translation.override(followers[0].language):
        found = tidings.between(min(heard.values()), datetime.fromisoformat(until))
        parts = _parts([(follower, _since(follower, found, heard[follower.pk])) for follower in followers])
    if parts:
        mail.send(compose(followers[0], parts))


def compose(follower: Follower, parts: list[Part]) -> EmailMultiAlternatives:
    """Return the letter with news to one address."""
    stop = following.stop_address(following.everything(follower.email))
    return mail.compose("coalitions/bulletin", follower.email, {"parts": parts}, follower.language, unsubscribe=stop)


@transaction.atomic
def _claim(email: str, found: News, until: datetime) -> bool:
    """Write down that an address has heard everything until a moment, and send it; say whether there was any news."""
    rows = Follower.objects.confirmed().filter(email=email, heard_until__lt=until)
    # Read again after the lock: another command may just have told it.
    followers = list(rows.select_for_update().order_by("pk"))
    if not any(_since(follower, found, follower.heard_until) for follower in followers):
        return False
    spans = [[one.pk, max(one.heard_until, until - WINDOW).isoformat()] for one in followers]
    # All that it follows, also what has no news: what is told now under one name is not told later under another.
    Follower.objects.filter(pk__in=[one.pk for one in followers]).update(heard_until=until)
    transaction.on_commit(partial(send.enqueue, spans, until.isoformat()), robust=True)
    return True


def _since(follower: Follower, found: News, moment: datetime) -> list[Tiding]:
    return [tiding for tiding in found.get(following.thing_of(follower), []) if tiding.at > moment]


def _parts(news: Iterable[tuple[Follower, list[Tiding]]]) -> list[Part]:
    """Return the parts of a letter; each tiding once, with the action when both it and its coalition are followed."""
    told: set[tuple[str, int]] = set()
    parts = []
    for follower, tidings_of_it in sorted(news, key=lambda pair: pair[0].action_id is None):
        fresh = [tiding for tiding in tidings_of_it if (tiding.kind, tiding.number) not in told]
        found = following.thing(*following.thing_of(follower)) if fresh else None
        if found is None:
            continue
        told.update((tiding.kind, tiding.number) for tiding in fresh)
        page = found.full_url or "" if isinstance(found, CoalitionPage) else register.address(found, whole=True)
        parts.append(Part(found.title, page, fresh, following.stop_address(following.one(follower))))
    return parts
