"""The lead of a coalition: how to reach it, and the link to its own page, which opens without an account."""

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django_tasks import task

from home import mail

from . import links
from .models import CoalitionPage, Initiative, JoinRequest, Membership

AGAIN_AFTER = 10 * 60  # seconds before a lead is sent a fresh link again


def addresses(page: CoalitionPage) -> list[str]:
    """Return where the lead is reached: the contacts of the partners who lead; else that of the coalition; else,
    as long as it is known, who started it."""
    leads = Membership.objects.current().filter(page=page, role=Membership.Role.LEAD)
    found = leads.exclude(organisation=None).exclude(organisation__contact_email="").order_by("sort_order", "pk")
    emails = [email.lower() for email in found.values_list("organisation__contact_email", flat=True)]
    if not emails and page.contact_email:
        emails = [page.contact_email.lower()]
    if not emails:
        started = Initiative.objects.filter(page=page, status=Initiative.Status.ACCEPTED).exclude(email="")
        emails = list(started.values_list("email", flat=True))
    return list(dict.fromkeys(emails))


def link(page: CoalitionPage, email: str) -> str:
    """Return the path of the lead's own page, for who is reached at `email`: it works as long as that is so."""
    return reverse("coalitions:lead", args=[links.token(links.Purpose.LEAD, f"{page.pk}-{links.mark(email)}")])


@dataclass(frozen=True)
class Reader:
    """Who opened the lead's own page of a coalition: the address at which this lead is reached."""

    page: CoalitionPage
    email: str


def find(token: str) -> Reader | None:
    """Return who may see the lead's own page of which coalition, if the link is good and so is its reader."""
    named = links.subject(links.Purpose.LEAD, token)
    page, mark = _page(named), (named or "").partition("-")[2]
    if page is None:
        return None
    return next((Reader(page, email) for email in addresses(page) if links.is_marked(email, mark)), None)


def past(token: str) -> CoalitionPage | None:
    """Return the coalition of a link that was good once, to offer a fresh one."""
    named = links.subject(links.Purpose.LEAD, token) or links.expired(links.Purpose.LEAD, token)
    return _page(named)


def members(page: CoalitionPage) -> list[Membership]:
    """Return who takes part now, by name: the lead first, then the core group and the circle."""
    order = [role.value for role in Membership.Role]
    found = Membership.objects.current().filter(page=page).select_related("organisation").order_by("sort_order", "pk")
    return sorted(found, key=lambda member: order.index(member.role))


@dataclass(frozen=True)
class Residents:
    """The residents who take part in a coalition: those whose name is known yet, and those of whom it is forgotten."""

    named: list[JoinRequest]
    forgotten: list[JoinRequest]

    @property
    def number(self) -> int:
        return len(self.named) + len(self.forgotten)


def residents(page: CoalitionPage) -> Residents:
    """Return the residents who take part, by name and for the rest as they came. One query."""
    found = list(JoinRequest.objects.filter(coalition=page).residents().order_by("name", "answered_at", "pk"))
    return Residents([one for one in found if one.name], [one for one in found if not one.name])


def lately(page: CoalitionPage) -> list[JoinRequest]:
    """Return who was answered and is not forgotten yet, the newest first."""
    return list(
        JoinRequest.objects.filter(coalition=page).answered().exclude(email="").order_by("-answered_at", "-pk")
    )


def ask_link(page: CoalitionPage) -> None:
    """Mail the lead a fresh link, at most once in ten minutes, to the addresses we know and to no other."""
    if cache.add(f"lead-link-{page.pk}", 1, AGAIN_AFTER):
        post("lead_link", page)


def post(letter: str, page: CoalitionPage, **context: int) -> int:
    """Mail a letter with the link to the lead of a coalition, when the transaction commits; return to how many."""
    found = addresses(page)
    if found:
        transaction.on_commit(partial(send.enqueue, letter, page.pk, context), robust=True)
    return len(found)


@task()
def send(letter: str, pk: int, context: dict) -> None:
    """Mail a letter to everybody who leads a coalition, each with a link of their own."""
    page = CoalitionPage.objects.live().find(pk)
    if page is None:
        return
    for email in addresses(page):
        known = {**context, "coalition": page, "address": root(page) + link(page, email)}
        mail.send(mail.compose(f"coalitions/{letter}", email, known, page.locale.language_code, site=page.get_site()))


def root(page: CoalitionPage) -> str:
    """Return the beginning of whole addresses of the site that a page stands on."""
    parts = urlsplit(page.full_url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _page(named: str | None) -> CoalitionPage | None:
    pk = (named or "").partition("-")[0]
    return CoalitionPage.objects.live().find(int(pk)) if pk.isdecimal() else None
