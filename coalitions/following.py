"""Following: who leaves an e-mail address hears what became of a coalition or an action (`bulletin` tells it).

Double opt-in, and nothing here tells whether an address is known: who asks gets the same answer each time, and a
letter at most once in ten minutes. A row is deleted as soon as it is stopped.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from home import mail, navigation

from . import links
from .links import Purpose
from .models import Action, CoalitionPage, Follower
from .tidings import Kind, Thing

AGAIN_AFTER = 10 * 60  # seconds before the same person is sent a letter about the same request again
ASKED_A_DAY = 10  # things that one address can be asked to confirm in a day, whoever fills the address in
UNCONFIRMED = links.LASTS[Purpose.CONFIRM]
AFTER_THE_END = timedelta(days=365)  # without news of an action that is done or stopped
PREFIX = "follow-"  # before the reference in a link: the key of another form must not confirm this
EVERYTHING = "all-"  # before what stands for an address


@dataclass(frozen=True)
class Followed:
    """How many people follow one thing: confirmed, and not yet."""

    title: str
    confirmed: int
    asked: int


def thing(kind: str, pk: int | None) -> CoalitionPage | Action | None:
    """Return what somebody can follow, if everybody may see it."""
    if kind == Kind.COALITION:
        return CoalitionPage.objects.published().find(pk)
    return Action.objects.published().filter(id=pk).first() if kind == Kind.ACTION else None


def thing_of(follower: Follower) -> Thing:
    """Return what somebody follows, in a form to compare with."""
    if follower.coalition_id is not None:
        return Kind.COALITION, follower.coalition_id
    return Kind.ACTION, follower.action_id


@transaction.atomic
def follow(found: CoalitionPage | Action, email: str, language: str) -> None:
    """Keep that somebody wants to follow something, and mail a link that confirms it; to who follows it, that he does.

    Repeatable: one row for an address and a thing. Does nothing for an address that was filled in too often today.
    """
    now, email = timezone.now(), email.lower()
    coalition, action = (found, None) if isinstance(found, CoalitionPage) else (None, found)
    asked = Follower.objects.filter(email=email, confirmed_at=None, requested_at__gt=now - timedelta(days=1))
    known = Follower.objects.filter(email=email, coalition=coalition, action=action)
    if not known.exists() and asked.count() >= ASKED_A_DAY:
        return
    follower, is_new = Follower.objects.get_or_create(
        email=email, coalition=coalition, action=action, defaults={"language": language}
    )
    if not is_new:
        known.filter(confirmed_at=None).update(requested_at=now, language=language)
    if cache.add(f"asked-to-follow-{follower.pk}", 1, AGAIN_AFTER):
        letter = "follow_known" if follower.confirmed_at else "follow_confirm"
        transaction.on_commit(partial(send.enqueue, letter, follower.pk), robust=True)


def wanted(token: str) -> Follower | None:
    """Return who a mailed link confirms; None when it was made up or is too old, or when that is not public now."""
    reference = _reference(links.subject(Purpose.CONFIRM, token))
    found = Follower.objects.filter(reference=reference).first() if reference else None
    return found if found and thing(*thing_of(found)) else None


def confirm(follower: Follower) -> None:
    """Let somebody hear of what happens from now on. Repeatable."""
    now = timezone.now()
    Follower.objects.filter(pk=follower.pk, confirmed_at=None).update(confirmed_at=now, heard_until=now)


def stopped_by(token: str) -> QuerySet[Follower] | None:
    """Return the rows that a mailed link stops: of one thing, or of all that its reader follows.

    None when the link was made up or is too old, empty when they were stopped before.
    """
    named, rows = links.subject(Purpose.STOP, token) or "", Follower.objects.order_by("pk")
    if named.startswith(EVERYTHING):
        mark = named.removeprefix(EVERYTHING)
        emails = rows.order_by().values_list("email", flat=True).distinct()
        return rows.filter(email__in=[email for email in emails if links.is_marked(email, mark)])
    reference = _reference(named)
    return rows.filter(reference=reference) if reference else None


def titles(followers: Iterable[Follower]) -> list[str]:
    """Return the names of what is followed, as far as everybody may see it now. Three queries at most."""
    of: dict[str, list[int | None]] = {Kind.COALITION: [], Kind.ACTION: []}
    for kind, pk in map(thing_of, followers):
        of[kind].append(pk)
    coalitions = CoalitionPage.objects.published().filter(id__in=of[Kind.COALITION])
    actions = Action.objects.published().filter(id__in=of[Kind.ACTION])
    return sorted([page.title for page in coalitions] + [action.title for action in actions])


def counted() -> list[Followed]:
    """Return how many people follow what, the most followed first. Never who."""
    confirmed, asked = Count("pk", filter=Q(confirmed_at__isnull=False)), Count("pk", filter=Q(confirmed_at=None))
    found = []
    for name in ("coalition", "action"):
        rows = Follower.objects.exclude(**{name: None}).order_by().values(name)
        for row in rows.annotate(confirmed=confirmed, asked=asked).values_list(f"{name}__title", "confirmed", "asked"):
            found.append(Followed(*row))
    return sorted(found, key=lambda one: (-one.confirmed, -one.asked, one.title))


def forget() -> int:
    """Delete who did not confirm in time, and who follows an action that ended a year ago; return how many."""
    now = timezone.now()
    late = Q(confirmed_at=None, requested_at__lt=now - UNCONFIRMED)
    ended = Q(action__status__in=Action.ENDED, action__news_at__lt=now - AFTER_THE_END)
    number, _per_model = Follower.objects.filter(late | ended).delete()
    return number


def stop_address(subject: str) -> str:
    """Return the whole address that stops what `subject` names (`one` or `everything`)."""
    return navigation.root() + reverse("coalitions:unfollow", args=[links.token(Purpose.STOP, subject)])


def one(follower: Follower) -> str:
    """Return what stands in a link for one thing that somebody follows."""
    return PREFIX + follower.reference.hex


def everything(email: str) -> str:
    """Return what stands in a link for all that an address follows."""
    return EVERYTHING + links.mark(email)


@task()
def send(letter: str, pk: int) -> None:
    """Mail who asks to follow something a link to confirm it, or that it is so already; nothing when it is hidden."""
    follower = Follower.objects.filter(pk=pk).first()
    found = thing(*thing_of(follower)) if follower else None
    if follower is None or found is None:
        return
    address = reverse("coalitions:follow_confirm", args=[links.token(Purpose.CONFIRM, one(follower))])
    context = {"title": found.title, "confirm": navigation.root() + address, "stop": stop_address(one(follower))}
    mail.send(mail.compose(f"coalitions/{letter}", follower.email, context, follower.language))


def _reference(named: str | None) -> UUID | None:
    found = (named or "").removeprefix(PREFIX)
    try:
        return UUID(found) if found != named else None
    except ValueError:
        return None
