"""Telling how an action goes without an account: by a link that was mailed to who began it, or to the lead of its
coalition. It works for who was mailed, and no more when somebody else begins the action or leads the coalition."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tasks import task

from home import mail, navigation

from . import leading, links
from .links import Purpose
from .models import Action, ActionUpdate, CoalitionPage

Voice = ActionUpdate.Voice
SECONDS_BETWEEN = 60 * 60  # Whoever finds an old link cannot fill a mailbox with it.


@dataclass(frozen=True)
class Link:
    """What a mailed link leads to: an action, and in which part somebody tells about it. `email`: where a fresh one
    goes to; empty when we know no address of who began the action."""

    action: Action
    voice: str
    email: str
    is_expired: bool = False

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What was promised, as pairs of a word and a value."""
        return [
            (_("First step"), self.action.first_step),
            (_("Who begins"), self.action.who),
            (_("Before when"), date_format(self.action.due_on, "j F Y")),
        ]


def address(action: Action, lead: str = "", *, whole: bool = False) -> str:
    """Return where who began an action, or else the `lead` of its coalition who is reached at that e-mail address,
    tells how it goes; `whole` with the name of the site, as a letter needs it. It works for as long as `links.LASTS`
    says, and as that address has that part."""
    subject = f"{action.pk}-{Voice.LEAD if lead else Voice.OWNER}-{links.mark(lead or action.mail_to)}"
    path = reverse("coalitions:progress", args=[links.token(Purpose.PROGRESS, subject)])
    return f"{navigation.root()}{path}" if whole else path


def read(token: str) -> Link | None:
    """Return what a token leads to, also when its time is over; None when it was made up, when the action is gone, and
    when somebody else has that part now."""
    subject = links.subject(Purpose.PROGRESS, token)
    known = subject or links.expired(Purpose.PROGRESS, token) or ""
    number, _dash, rest = known.partition("-")
    voice, _dash, mark = rest.partition("-")
    link = _find(int(number), voice, mark) if number.isdecimal() else None
    return replace(link, is_expired=subject is None) if link else None


def renew(link: Link) -> None:
    """Mail a link that works to the address that we know already; once an hour at most, whatever is asked."""
    mark = links.mark(link.email)
    if link.email and cache.add(f"progress-link-{link.action.pk}-{link.voice}-{mark}", True, SECONDS_BETWEEN):
        language = get_language() or "nl"
        transaction.on_commit(partial(send.enqueue, link.action.pk, link.voice, mark, language), robust=True)


@task()
def send(pk: int, voice: str, mark: str, language: str) -> None:
    """Mail a fresh link to tell how an action goes to the address that `mark` stands for, unless the action is gone or
    somebody else has that part now."""
    link = _find(pk, voice, mark)
    if link and link.email:
        there = address(link.action, link.email if voice == Voice.LEAD else "", whole=True)
        context = {"action": link.action, "address": there}
        mail.send(mail.compose("coalitions/progress_link", link.email, context, language))


@dataclass(frozen=True)
class Deed:
    """An action of a coalition, with the path where its lead tells how it goes."""

    action: Action
    progress: str


def deeds(page: CoalitionPage, lead: str) -> list[Deed]:
    """Return the actions of a coalition, for the lead who is reached at an address: those that are open first, each by
    its day."""
    found = Action.objects.filter(coalition=page).select_related("organisation").order_by("due_on", "pk")
    return [Deed(action, address(action, lead)) for action in sorted(found, key=lambda action: not action.is_open)]


def counts(deeds: list[Deed]) -> list[tuple[str, int]]:
    """Return how many actions there are of each status, in the order of a promise's life; none of which there is 0."""
    found = Counter(deed.action.status for deed in deeds)
    return [(str(label), found[status]) for status, label in Action.Status.choices if found[status]]


def _find(pk: int, voice: str, mark: str) -> Link | None:
    action = Action.objects.select_related("organisation", "coalition").filter(pk=pk).first()
    if action is None:
        return None
    emails = _emails(action, voice)
    return next((Link(action, voice, email) for email in emails if links.is_marked(email, mark)), None)


def _emails(action: Action, voice: str) -> list[str]:
    if voice == Voice.LEAD:
        return leading.addresses(action.coalition) if action.coalition else []
    return [action.mail_to]
