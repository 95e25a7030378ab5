"""A site made from a city's data folder.

Loading twice changes nothing. Facts (boundaries, codes, figures, lists, roles) follow the folder; what editors may
have written since (texts, contacts) is only filled in where it is still empty.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.text import slugify
from wagtail.blocks import StreamValue
from wagtail.models import Page, Site

from coalitions.models import (
    ActionIndexPage,
    CoalitionIndexPage,
    FactsheetIndexPage,
    PartnerIndexPage,
    Stop,
    StoryIndexPage,
)
from events.models import AgendaPage
from home import figure_import
from home.models import CitySettings, HomePage, StatementPage, Theme, WijkIndexPage, WijkPage
from search.models import Synonym
from stadsbijeenkomst.models import StadsbijeenkomstIndexPage

from . import roles
from .city_folder import BadFolder, City, Part, Text, Wijk

MENU = {"show_in_menus": True}
ADDRESSES: dict[str, tuple[type[Page], dict[str, Any]]] = {
    "agenda": (AgendaPage, MENU),
    "wijken": (WijkIndexPage, MENU),
    "coalities": (CoalitionIndexPage, MENU),
    "partners": (PartnerIndexPage, MENU),
    "acties": (ActionIndexPage, MENU),
    "verhalen": (StoryIndexPage, {}),
    "factsheets": (FactsheetIndexPage, {}),
    "stadsbijeenkomsten": (StadsbijeenkomstIndexPage, MENU),
    "toegankelijkheid": (StatementPage, {"kind": StatementPage.Kind.ACCESSIBILITY}),
    "privacy": (StatementPage, {"kind": StatementPage.Kind.PRIVACY}),
}


@dataclass(frozen=True)
class Loaded:
    """What a load left behind: the front door, how many wijken and figures it has, and the groups by role."""

    home: HomePage
    wijken: int
    new_figures: int
    changed_figures: int
    groups: dict[str, Group]


@transaction.atomic
def load(city: City) -> Loaded:
    """Create or complete the site of `city` and return what came of it.

    Raises `BadFolder` and changes nothing when a value is refused.
    """
    try:
        home = _home(city)
        pages = {
            slug: _page(home, model, slug, getattr(city.pages, slug), first=first)
            for slug, (model, first) in ADDRESSES.items()
        }
        wijken = [_wijk(pages["wijken"], wijk, city.boundaries.get(wijk.code)) for wijk in city.wijken]
        _settings(home, city)
        _words(city)
        new, changed = _figures(city.figures)
    except ValidationError as error:
        raise BadFolder("\n".join(f"city.json: {message}" for message in error.messages)) from error
    groups = roles.make(home, wijken, city.roles)
    return Loaded(home, len(wijken), new, changed, groups)


def _home(city: City) -> HomePage:
    """Return the front door of the default site, made when there is none yet."""
    base = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    where = {"hostname": base.hostname, "port": base.port or (443 if base.scheme == "https" else 80)}
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    home = site and HomePage.objects.filter(pk=site.root_page_id).first()
    if home is None:
        root = Page.get_first_root_node()
        home = _page(root, HomePage, slugify(city.home.title), city.home)
    else:
        _complete(home, {}, _texts(HomePage, city.home))
    wanted = where | {"root_page_id": home.pk, "is_default_site": True}
    if site is None or any(getattr(site, name) != value for name, value in wanted.items()):
        site = site or Site()
        site.site_name = site.site_name or city.home.title
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()
        # The page that Wagtail's own migrations put there says nothing and is nobody's work.
        Page.objects.filter(depth=2, slug="home", numchild=0, latest_revision=None).exclude(pk=home.pk).delete()
    return home


def _page(
    parent: Page,
    model: type[Page],
    slug: str,
    text: Text,
    *,
    facts: Mapping[str, Any] = MappingProxyType({}),
    first: Mapping[str, Any] = MappingProxyType({}),
) -> Page:
    """Return the page at `slug` under `parent`; a new one is published with the values `first`."""
    page = parent.get_children().filter(slug=slug).first()
    if page is None:
        page = model(title=text.title, slug=slug, **facts, **first, **_texts(model, text))
        page.full_clean(exclude=["path", "depth", "numchild", "url_path", "content_type", "locale", "draft_title"])
        parent.refresh_from_db()
        parent.add_child(instance=page)
        page.save_revision(clean=False).publish()
        page.refresh_from_db()
        return page
    page = page.specific
    if not isinstance(page, model):
        raise ValidationError(f"another kind of page stands at {page.url_path}")
    _complete(page, facts, _texts(model, text))
    return page


def _wijk(index: Page, wijk: Wijk, boundary: dict[str, Any] | None) -> WijkPage:
    return _page(index, WijkPage, wijk.address, wijk, facts={"code": wijk.code, "boundary": boundary})


def _texts(model: type[Page], text: Text) -> dict[str, Any]:
    """Return the fields that `model` has for `text`."""
    names = {field.name for field in model._meta.get_fields()}
    office = text.office.model_dump() if isinstance(text, Wijk) else {}
    found = {
        "introduction": text.introduction,
        "search_description": text.description,
        "body": stream(model, text.body),
        **{f"office_{name}": value for name, value in office.items()},
    }
    return {name: value for name, value in found.items() if name in names}


def stream(model: type[Page], parts: Iterable[Part]) -> StreamValue | None:
    """Return running text as the value of the `body` of `model`; None when it has no body."""
    body = [
        {"type": kind, "value": value}
        for part in parts
        for kind, value in (("heading", part.heading), ("text", part.text))
        if value
    ]
    names = {field.name for field in model._meta.get_fields()}
    return model._meta.get_field("body").to_python(body) if "body" in names else None


def _complete(page: Page, facts: Mapping[str, Any], texts: Mapping[str, Any]) -> None:
    """Let `page` follow `facts`, fill in `texts` where it is empty, and save it when that made a difference.

    A draft that an editor is working on gets the same, so that publishing it does not bring old facts back.
    """
    if not _differs(page, facts, texts):
        return
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
    _apply(page, facts, texts)
    page.full_clean()
    page.save()
    page.save_revision(clean=False).publish()
    if draft is not None:
        _apply(draft, facts, texts)
        draft.save_revision(clean=False)


def _differs(thing: models.Model, facts: Mapping[str, Any], texts: Mapping[str, Any]) -> bool:
    return any(getattr(thing, name) != value for name, value in facts.items()) or any(
        value and not getattr(thing, name) for name, value in texts.items()
    )


def _apply(thing: models.Model, facts: Mapping[str, Any], texts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(thing, name, value)
    for name, value in texts.items():
        if value and not getattr(thing, name):
            setattr(thing, name, value)


def _settings(home: HomePage, city: City) -> None:
    found = CitySettings.for_site(home.get_site())
    known = {field.name for field in CitySettings._meta.fields} - {"id", "site"}
    if unknown := set(city.settings) - known:
        raise ValidationError(f"settings: unknown names: {', '.join(sorted(unknown))}")
    if _differs(found, {}, city.settings):
        _apply(found, {}, city.settings)
        found.full_clean()
        found.save()


def _words(city: City) -> None:
    """Make the city's lists of themes, stops and synonyms; an entry that stands there is left as editors made it."""
    for word in city.themes:
        Theme.objects.get_or_create(name=word.name, defaults={"description": word.description})
    for position, word in enumerate(city.stops, start=1):
        Stop.objects.get_or_create(name=word.name, defaults={"description": word.description, "position": position})
    for same in city.synonyms:
        if not Synonym.objects.filter(term__iexact=same.term).exists():
            synonym = Synonym(term=same.term, others="\n".join(same.others), both_ways=same.both_ways)
            synonym.full_clean()
            synonym.save()


def _figures(data: bytes) -> tuple[int, int]:
    """Bring the register up to the folder's file and return how many figures are new and changed."""
    if not data:
        return 0, 0
    try:
        plan = figure_import.preview(figure_import.decode(data)[0])
    except figure_import.Unreadable as error:
        raise BadFolder(f"figures.csv: {error}") from error
    if plan.wrong:
        raise BadFolder(
            "\n".join(f"figures.csv: line {row.number}: {message}" for row in plan.wrong for message in row.errors)
        )
    return figure_import.store(plan)
