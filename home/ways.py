"""The ways in that the front door offers beside the wijken: what a visitor can do first.

An app offers one in its `wagtail_hooks`:

    @hooks.register("register_home_way")
    def agenda():
        return Way(_("See what is on"), _("Activities in the whole city"), "calendar", address=sections.agenda_address)
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from . import navigation


@dataclass(frozen=True)
class Way:
    """A link on the front door: its title (lazily translated), a few words below it and an icon.

    `address(page, request)` is asked with the home page; an empty answer leaves the way out. It costs no query: what
    stands right below the home page is known (`navigation.first_of`).
    """

    title: str
    text: str
    icon: str
    address: Callable[[Page, HttpRequest], str | None]
    order: int = 100


def collected(page: Page, request: HttpRequest, hook: str = "register_home_way") -> list[tuple[Way, str]]:
    """Return each way that leads somewhere with its address, in order.

    The hook `register_home_numbers` offers in the same way where the numbers of the front door stand in full.
    """
    offered = sorted((register() for register in hooks.get_hooks(hook)), key=lambda way: way.order)
    return [(way, address) for way in offered if (address := way.address(page, request))]


def to(kind: type[Page]) -> Callable[[Page, HttpRequest], str | None]:
    """Return the address for a way that leads to the first public page of a kind right below the home page."""

    def address(page: Page, request: HttpRequest) -> str | None:
        found = navigation.first_of(request, page, kind)
        return found.get_url(request) if found else None

    return address
