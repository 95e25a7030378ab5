"""What every page has round it: the main menu, the statements in the footer, the way home."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page, Site

from .models import StatementPage
from .visibility import public


@dataclass(frozen=True)
class Link:
    """A page in the menu. `current` is "page" for the page itself, "true" for a page above it, else empty."""

    title: str
    href: str
    current: str = ""


@dataclass(frozen=True)
class Navigation:
    home: str
    menu: tuple[Link, ...] = ()
    statements: tuple[Link, ...] = ()


def for_request(request: HttpRequest | None, page: Page | None = None) -> Navigation:
    """Return the links round a page, in the language of `page`. One query, however many pages there are.

    Without a request or a site (an error page, a template rendered by hand) only the way home is left.
    """
    way_home = reverse("wagtail_serve", args=("",))
    root = root_path(request, page)
    if not root or request is None:
        return Navigation(home=way_home)
    below = (
        Page.objects.filter(path__startswith=root, depth=len(root) // Page.steplen + 1)
        .filter(public())
        .annotate(is_statement=Exists(StatementPage.objects.filter(pk=OuterRef("pk"))))
        .filter(Q(show_in_menus=True) | Q(is_statement=True))
        .order_by("path")
    )
    menu: list[Link] = []
    statements: list[Link] = []
    for child in below:
        href = child.get_url(request) or way_home
        here = "page" if request.path == href else "true" if request.path.startswith(href) else ""
        (statements if child.is_statement else menu).append(Link(child.title, href, here))
    return Navigation(home=way_home, menu=tuple(menu), statements=tuple(statements))


def root_path(request: HttpRequest | None, page: Page | None = None) -> str:
    """Return the tree path of the home page above `page`, or that of the site; empty when there is no site.

    A translation of the site stands beside its root, under a root of its own.
    """
    site = Site.find_for_request(request) if request else None
    if site is None:
        return ""
    path = site.root_page.path
    return page.path[: len(path)] if page is not None and len(page.path or "") >= len(path) else path
