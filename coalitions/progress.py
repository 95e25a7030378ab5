"""Telling how an action goes without an account: by a link that was mailed to who began it, or to the lead of its
coalition."""

from dataclasses import dataclass
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.models import Site

from home import mail

from . import links
from .links import Purpose
from .models import Action, ActionUpdate

Voice = ActionUpdate.Voice
SECONDS_BETWEEN = 60 * 60  # Whoever finds an old link cannot fill a mailbox with it.


@dataclass(frozen=True)
class Link:
    """What a mailed link leads to: an action, and in which part somebody tells about it."""

    action: Action
    voice: str
    is_expired: bool = False

    @property
    def email(self) -> str:
        """Where a fresh link goes to: the address that we know of who plays this part; empty when we know none."""
        if self.voice == Voice.LEAD:
            return self.action.coalition.contact_email if self.action.coalition else ""
        return self.action.mail_to

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What was promised, as pairs of a word and a value."""
        return [
            (_("First step"), self.action.first_step),
            (_("Who begins"), self.action.who),
            (_("Before when"), date_format(self.action.due_on, "j F Y")),
        ]


def address(action: Action, voice: str = Voice.OWNER, *, whole: bool = False) -> str:
    """Return where who plays a part (`voice`: owner or lead) tells how an action goes, `whole` with the name of the
    site, as a letter needs it. It works for as long as `links.LASTS` says."""
    # The link of a lead stops when another coalition takes the action up.
    subject = f"{action.pk}-{action.coalition_id}" if voice == Voice.LEAD else str(action.pk)
    path = reverse("coalitions:progress", args=[links.token(Purpose.PROGRESS, subject)])
    return f"{Site.objects.get(is_default_site=True).root_url}{path}" if whole else path


def read(token: str) -> Link | None:
    """Return what a token leads to, also when its time is over; None when it was made up or the action is gone."""
    subject = links.subject(Purpose.PROGRESS, token)
    known = subject or links.expired(Purpose.PROGRESS, token)
    number, _dash, coalition = (known or "").partition("-")
    if not number.isdecimal():
        return None
    action = Action.objects.select_related("organisation", "coalition").filter(pk=int(number)).first()
    if action is None or (coalition and coalition != str(action.coalition_id)):
        return None
    return Link(action, Voice.LEAD if coalition else Voice.OWNER, is_expired=subject is None)


def renew(link: Link) -> None:
    """Mail a link that works to the address that we know already; once an hour at most, whatever is asked."""
    if link.email and cache.add(f"progress-link-{link.action.pk}-{link.voice}", True, SECONDS_BETWEEN):
        transaction.on_commit(partial(send.enqueue, link.action.pk, link.voice, get_language() or "nl"), robust=True)


@task()
def send(pk: int, voice: str, language: str) -> None:
    """Mail a fresh link to tell how an action goes, unless the action or the address is gone."""
    action = Action.objects.select_related("organisation", "coalition").filter(pk=pk).first()
    to = Link(action, voice).email if action else ""
    if action and to:
        context = {"action": action, "address": address(action, voice, whole=True)}
        mail.send(mail.compose("coalitions/progress_link", to, context, language))
