"""Joining a coalition: asked with a form, confirmed by mail, answered by its lead with a sentence.

Nothing here tells whether an address is known: who asks gets the same answer each time, and a letter at most once in
ten minutes. Each writer first locks the coalition's row, on which everybody waits who asks, confirms or answers there.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_tasks import task
from wagtail.models import Page

from home import mail

from . import leading, links, membership
from .models import CoalitionPage, JoinRequest

AGAIN_AFTER = 10 * 60  # seconds before the same person is sent a letter about the same request again
ASKED_A_DAY = 10  # coalitions of which one address can be asked to confirm in a day, whoever fills the address in
LEAD_AFTER = timedelta(hours=1)  # between two letters to the lead of one coalition
PREFIX = "join-"  # before the reference in a link: the same key in another form must not confirm this one
UNCONFIRMED, WAITING, ACCEPTED, REFUSED = JoinRequest.Status


class JoinRefused(Exception):
    """Why somebody cannot join; `sentence` is for the reader."""

    sentence: str | Promise = _("You cannot join this coalition.")


class CoalitionEnded(JoinRefused):
    """It is completed, or not on the site any more."""

    sentence = _("This coalition has ended. You cannot join it any more.")


@dataclass(frozen=True)
class Wish:
    """What somebody filled in. Without an organisation people speak for themselves."""

    name: str
    email: str
    message: str
    organisation: str = ""


@transaction.atomic
def ask(coalition: CoalitionPage, key: UUID, wish: Wish) -> None:
    """Keep that somebody wants to join, and mail a link that confirms it.

    Repeatable: one address has one open request, which says what was asked last until it is confirmed. `key` becomes
    its reference. Does nothing for an address that was filled in too often today. Refuses with `CoalitionEnded`. Locks
    the coalition.
    """
    page = _lock(coalition.pk)
    if not is_open(page):
        raise CoalitionEnded
    email = wish.email.lower()
    known = JoinRequest.objects.filter(coalition=page, email=email, left_at=None).exclude(status=REFUSED).first()
    if known is None:
        if _is_asked_enough(email):
            return
        # A form that is sent again with a better address carries the same key, which names the first.
        reference = uuid4() if JoinRequest.objects.filter(reference=key).exists() else key
        known = JoinRequest(reference=reference, coalition=page, email=email, language=page.locale.language_code)
    if known.status == UNCONFIRMED:
        known.name, known.organisation, known.message = wish.name, wish.organisation, wish.message
        known.requested_at = timezone.now()  # it is kept as long as the newest letter works
        known.save()
    if cache.add(f"asked-to-join-{known.pk}", 1, AGAIN_AFTER):
        _post("join_confirm" if known.status == UNCONFIRMED else "join_known", known)


@transaction.atomic
def confirm(request: JoinRequest) -> JoinRequest:
    """Let a request wait for the lead, because the link in the letter was followed. Repeatable.

    Refuses with `CoalitionEnded`. Locks the coalition.
    """
    page = _lock(request.coalition_id)
    request = JoinRequest.objects.select_for_update().get(pk=request.pk)
    if request.status != UNCONFIRMED:
        return request
    if not is_open(page):
        raise CoalitionEnded
    request.status, request.confirmed_at = WAITING, timezone.now()
    request.save(update_fields=["status", "confirmed_at"])
    transaction.on_commit(partial(tell_lead.enqueue, page.pk), robust=True)
    return request


@transaction.atomic
def accept(request: JoinRequest, answer: str = "") -> bool:
    """Let somebody in, with an optional sentence; return whether that was new: only what waits can be answered.

    An organisation becomes a member in the circle; a person is counted and never named. Locks the coalition.
    """
    found = _answer(request, ACCEPTED, answer)
    if found is None:
        return False
    if found.organisation:
        membership.add(found.coalition, membership.partner(found.organisation))
    return True


@transaction.atomic
def refuse(request: JoinRequest, answer: str) -> bool:
    """Say no, with a sentence; return whether that was new: only what waits can be answered. Locks the coalition."""
    return _answer(request, REFUSED, answer) is not None


@transaction.atomic
def leave(request: JoinRequest) -> bool:
    """Count a resident no longer, whose name may be forgotten by now; return whether that was new. Nobody is mailed.
    Locks the coalition."""
    _lock(request.coalition_id)
    return bool(JoinRequest.objects.residents().filter(pk=request.pk).update(left_at=timezone.now()))


def is_open(page: CoalitionPage) -> bool:
    """Say whether one can join: everybody may see it, and it has not been completed."""
    return CoalitionPage.objects.published().running().filter(id=page.pk).exists()


def residents(page: CoalitionPage) -> int:
    """Return how many people who speak for themselves take part."""
    return JoinRequest.objects.filter(coalition=page).residents().count()


def address(request: JoinRequest) -> str:
    """Return the path that confirms a request."""
    token = links.token(links.Purpose.CONFIRM, f"{PREFIX}{request.reference.hex}")
    return reverse("coalitions:confirm", args=[token])


def find(subject: str) -> JoinRequest | None:
    """Return the request that a link names, if it is one of ours and still there."""
    if not subject.startswith(PREFIX):
        return None
    found = JoinRequest.objects.select_related("coalition__locale")
    return found.filter(reference=UUID(subject.removeprefix(PREFIX))).first()


def tell_leads() -> int:
    """Mail each lead who has not heard of a request, at most once in an hour; return how many coalitions that were."""
    untold = JoinRequest.objects.waiting().filter(told_at=None).order_by("coalition")
    pages = list(untold.values_list("coalition", flat=True).distinct())
    return sum(_tell(pk) for pk in pages)


@task()
def tell_lead(pk: int) -> None:
    """Mail the lead of one coalition, unless that was done within the hour: then `tell_leads` does it later."""
    _tell(pk)


@transaction.atomic
def _tell(pk: int) -> bool:
    if not CoalitionPage.objects.filter(id=pk).exists():
        return False
    page = _lock(pk)
    now = timezone.now()
    requests = JoinRequest.objects.filter(coalition=page)
    if requests.filter(told_at__gt=now - LEAD_AFTER).exists():
        return False
    untold = requests.waiting().filter(told_at=None)
    # Without an address, or while the page is away, nobody is told: they wait in the register until there is one.
    if not page.live or not leading.addresses(page) or not untold.update(told_at=now):
        return False
    leading.post("join_lead", page, waiting=requests.waiting().count())
    return True


def _is_asked_enough(email: str) -> bool:
    today = timezone.now() - timedelta(days=1)
    asked = JoinRequest.objects.filter(email=email, status=UNCONFIRMED, requested_at__gt=today)
    return asked.count() >= ASKED_A_DAY


def _answer(request: JoinRequest, status: str, answer: str) -> JoinRequest | None:
    _lock(request.coalition_id)
    found = JoinRequest.objects.select_for_update(of=("self",)).select_related("coalition").get(pk=request.pk)
    if found.status != WAITING:
        return None
    found.status, found.answer, found.answered_at = status, answer, timezone.now()
    found.save(update_fields=["status", "answer", "answered_at"])
    _post(f"join_{status}", found)
    return found


def _lock(pk: int) -> CoalitionPage:
    """Return a coalition that nobody else changes until the transaction ends."""
    Page.objects.select_for_update().get(pk=pk)
    return CoalitionPage.objects.select_related("locale").get(pk=pk)


def _post(letter: str, request: JoinRequest) -> None:
    transaction.on_commit(partial(send.enqueue, letter, request.pk), robust=True)


@task()
def send(letter: str, pk: int) -> None:
    """Mail a letter about a request, unless the address was forgotten in the meantime."""
    found = JoinRequest.objects.select_related("coalition").filter(pk=pk).exclude(email="").first()
    if found is None:
        return
    page = found.coalition
    root = leading.root(page)
    context = {
        "joiner": found,
        "coalition": page,
        "page": page.full_url if page.live else "",
        "address": root + address(found),
        "again": root + reverse("coalitions:join", args=[page.pk]),
    }
    mail.send(mail.compose(f"coalitions/{letter}", found.email, context, found.language, site=page.get_site()))
