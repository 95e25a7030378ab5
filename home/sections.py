"""The hole in the wall through which higher floors hang things on pages.

An app offers a section in its `wagtail_hooks`:

    @hooks.register("register_page_section")
    def upcoming_events():
        return Section(template="events/_upcoming.html", build=sections.upcoming, order=100)

`build(page, request)` returns the template's context, or None when there is nothing to show on that page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page


@dataclass(frozen=True)
class Section:
    """A part of a page that another app provides: a template and the function that gives its context."""

    template: str
    build: Callable[[Page, HttpRequest], dict[str, Any] | None]
    order: int = 100


def for_page(page: Page, request: HttpRequest) -> list[tuple[Section, dict[str, Any]]]:
    """Return the sections that have something to show on `page`, in order, each with its context.

    Takes the specific page (`WijkPage`, not `Page`).
    """
    offered = sorted((register() for register in hooks.get_hooks("register_page_section")), key=lambda s: s.order)
    built = ((section, section.build(page, request)) for section in offered)
    return [(section, context) for section, context in built if context is not None]


def heads(page: Page, request: HttpRequest) -> list[str]:
    """Return what other apps put into the `<head>` of `page`: the answers of `register_page_head` hooks, which take
    the page and the request and give safe HTML, or an empty text."""
    return [part for head in hooks.get_hooks("register_page_head") if (part := head(page, request))]
