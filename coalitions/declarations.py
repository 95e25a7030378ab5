"""Declarations of intent: asked for by letter, signed by a partner's own contact, withdrawn when it wants.

A partner has at most one invitation that waits and one declaration that stands; what it signed and withdrew before
stays. Each verb may be repeated: the second time it changes nothing and mails nothing.
"""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django_tasks import task
from wagtail.models import Site

from events import rich_text
from home import mail, navigation
from home.visibility import public

from . import links
from .models import Declaration, Organisation, PartnerIndexPage

SECONDS_BETWEEN = 60 * 60  # Whoever finds an old link cannot fill a mailbox with it.


class NothingToSign(ValueError):
    """The list of partners has no text of a declaration, or is not public."""


class NoAddress(ValueError):
    """Nobody knows to whom of this partner the letter would go."""


def page() -> PartnerIndexPage | None:
    """Return the public list of partners whose text is signed: that of the default site."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return None
    found = PartnerIndexPage.objects.filter(public()).exclude(declaration="").select_related("locale")
    return found.descendant_of(site.root_page).order_by("path").first()


def words(index: PartnerIndexPage) -> str:
    """Return what is signed, in plain text."""
    return rich_text.plain(index.declaration)


def mark(text: str) -> str:
    """Return a few characters by which a form tells which words somebody had before them."""
    return sha256(text.encode()).hexdigest()[:16]


def find(token: str) -> Declaration | None:
    """Return the declaration that the link in a letter names; None when it is made up, over its time, or mailed to
    somebody who is no longer the partner's contact."""
    return _named(links.subject(links.Purpose.SIGN, token))


def past(token: str) -> Declaration | None:
    """Return the declaration of a link that is over its time, to offer a fresh one; None when that would open nothing,
    and when it was mailed to somebody who is no longer the partner's contact."""
    found = _named(links.expired(links.Purpose.SIGN, token))
    return found if found and found.withdrawn_at is None else None


def renew(declaration: Declaration) -> None:
    """Mail the partner's contact a link that works; once an hour at most, whatever is asked."""
    if cache.add(f"declaration-link-{declaration.pk}", True, SECONDS_BETWEEN):
        _post("declaration_stands" if declaration.signed_at else "declaration_asked", declaration)


def address(declaration: Declaration) -> str:
    """Return the path of the page where the partner's contact of now signs, or withdraws what was signed."""
    subject = f"{declaration.reference.hex}-{links.mark(declaration.organisation.contact_email)}"
    return reverse("coalitions:declaration", args=[links.token(links.Purpose.SIGN, subject)])


@transaction.atomic
def invite(organisation: Organisation) -> Declaration:
    """Ask a partner to sign, by a letter to its contact with a link; return the declaration that the link opens.

    Asked again, the same invitation is mailed once more; when a declaration stands, the letter says so and its link
    shows it. Refuses without an address (`NoAddress`) or a text (`NothingToSign`). Locks the partner.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if not organisation.contact_email:
        raise NoAddress
    if page() is None:
        raise NothingToSign
    known = organisation.declarations.filter(withdrawn_at=None)
    found = known.order_by(F("signed_at").desc(nulls_last=True), "pk").first()
    if found is None:
        found = Declaration.objects.create(organisation=organisation, invited_at=timezone.now())
    elif found.signed_at is None:
        found.invited_at = timezone.now()
        found.save(update_fields=["invited_at"])
    _post("declaration_stands" if found.signed_at else "declaration_asked", found)
    return found


def invite_all(organisations: Iterable[Organisation]) -> tuple[int, list[str]]:
    """Ask each partner to sign; return how many letters go, and the names of those nobody has an address of.

    Raises `NothingToSign` when there is no text.
    """
    number, without = 0, []
    for organisation in organisations:
        try:
            invite(organisation)
            number += 1
        except NoAddress:
            without.append(organisation.name)
    return number, without


@transaction.atomic
def sign(declaration: Declaration, *, signed_by: str, role: str, text: str) -> bool:
    """Let a declaration stand from this moment on, with the words that were signed; return whether that was new.

    Sends a confirmation with those words. Locks the declaration.
    """
    declaration = Declaration.objects.select_for_update(of=("self",)).get(pk=declaration.pk)
    if declaration.signed_at is not None:
        return False
    declaration.signed_at, declaration.text = timezone.now(), text
    declaration.signed_by, declaration.role = signed_by, role
    declaration.save(update_fields=["signed_at", "text", "signed_by", "role"])
    _post("declaration_signed", declaration)
    return True


@transaction.atomic
def withdraw(declaration: Declaration) -> bool:
    """Let a declaration stand no longer; return whether that was new. One that nobody signed cannot be withdrawn.

    Sends a confirmation. Locks the declaration.
    """
    declaration = Declaration.objects.select_for_update(of=("self",)).get(pk=declaration.pk)
    if declaration.signed_at is None or declaration.withdrawn_at is not None:
        return False
    # A clock that was set back must not make it withdrawn before it was signed.
    declaration.withdrawn_at = max(timezone.now(), declaration.signed_at)
    declaration.save(update_fields=["withdrawn_at"])
    _post("declaration_withdrawn", declaration)
    return True


def forget() -> int:
    """Take away who signed what was withdrawn `DECLARATION_DAYS` days ago; return of how many. Repeatable."""
    before = timezone.now() - timedelta(days=settings.DECLARATION_DAYS)
    kept = Declaration.objects.filter(withdrawn_at__lt=before).exclude(signed_by="", role="")
    return kept.update(signed_by="", role="")


def _named(subject: str | None) -> Declaration | None:
    number, _dash, mark = (subject or "").partition("-")
    try:
        reference = UUID(number)
    except ValueError:
        return None
    found = Declaration.objects.select_related("organisation").filter(reference=reference).first()
    return found if found and links.is_marked(found.organisation.contact_email, mark) else None


def _post(letter: str, declaration: Declaration) -> None:
    transaction.on_commit(partial(send.enqueue, letter, declaration.pk), robust=True)


@task()
def send(letter: str, pk: int) -> None:
    """Mail a letter about a declaration to the partner's contact of now, unless there is none any more."""
    declaration = Declaration.objects.select_related("organisation").filter(pk=pk).first()
    index = page()
    if declaration is None or not declaration.organisation.contact_email:
        return
    context = {
        "declaration": declaration,
        "organisation": declaration.organisation,
        "link": navigation.root() + address(declaration),
        "partners": index.full_url if index else "",
    }
    language = index.locale.language_code if index else settings.LANGUAGE_CODE
    mail.send(mail.compose(f"coalitions/{letter}", declaration.organisation.contact_email, context, language))
