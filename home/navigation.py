"""What every page has round it: the main menu, the statements in the footer, the way home."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Locale, Page, Site

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
    if request is None:
        return Navigation(home=way_home)
    menu: list[Link] = []
    statements: list[Link] = []
    for child in first_floor(request, page):
        href = child.get_url(request) or way_home
        here = "page" if request.path == href else "true" if request.path.startswith(href) else ""
        link = Link(child.title, href, here)
        if child.specific_class is StatementPage:
            statements.append(link)
        elif child.show_in_menus:
            menu.append(link)
    return Navigation(home=way_home, menu=tuple(menu), statements=tuple(statements))


def first_of(request: HttpRequest, page: Page, kind: type[Page]) -> Page | None:
    """Return the first public page of a kind right below the home page; no query when the menu was drawn."""
    return next((child for child in first_floor(request, page) if child.specific_class is kind), None)


def first_floor(request: HttpRequest, page: Page | None = None) -> list[Page]:
    """Return the public pages right below the home page, asked for once in a request: by `HomePage.route`, when the
    request is for a page."""
    root = root_path(request, page)
    if not root:
        return []
    known = request.__dict__.setdefault("first_floors", {})
    if root not in known:
        below = Page.objects.filter(path__startswith=root, depth=len(root) // Page.steplen + 1)
        known[root] = list(below.filter(public()).order_by("path"))
    return known[root]


def root_path(request: HttpRequest | None, page: Page | None = None) -> str:
    """Return the tree path of the home page above `page`, or that of the site; empty when there is no site.

    A translation of the site stands beside its root, under a root of its own.
    """
    site = Site.find_for_request(request) if request else None
    if site is None:
        return ""
    path = site.root_page.path
    return page.path[: len(path)] if page is not None and len(page.path or "") >= len(path) else path


def root() -> str:
    """Return the beginning of a whole address on the default site, as letters need it that are about no page."""
    return Site.objects.get(is_default_site=True).root_url


def privacy(language: Locale) -> str:
    """Return the address of the statement about personal data in a language, or an empty text."""
    found = StatementPage.objects.filter(public(), locale=language, kind=StatementPage.Kind.PRIVACY).first()
    return (found.url or "") if found else ""
