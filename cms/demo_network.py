"""Example content of the network: partners, coalitions with their news, stories and a factsheet."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from dateutil.relativedelta import relativedelta
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import slugify
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from coalitions import follow_up, initiatives, joining
from coalitions.models import (
    Action,
    CoalitionIndexPage,
    CoalitionPage,
    Declaration,
    FactsheetPage,
    Follower,
    Initiative,
    JoinRequest,
    Membership,
    NewsPage,
    Organisation,
    Paper,
    PartnerIndexPage,
    Result,
    Step,
    Stop,
    StoryPage,
)
from events import rich_text
from home.models import HomePage, Theme, WijkPage

from . import network_file
from .city import stream
from .demo_file import Demo


def fill(home: HomePage, demo: Demo, wijken: Mapping[str, WijkPage], themes: Mapping[str, Theme], today: date) -> None:
    """Put the network of the example under `home`, dated around `today`."""
    for organisation in demo.organisations:
        _organisation(organisation, demo, wijken)
    for index in PartnerIndexPage.objects.descendant_of(home).filter(declaration=""):
        index.declaration = demo.declaration
        index.save_revision().publish()
    for coalition in demo.coalitions:
        _coalition(home, coalition, wijken, themes, today)
    for begun in demo.initiatives:
        _start(home, begun, wijken, themes)
    for asked in demo.actions:
        made_at = timezone.now() + timedelta(days=asked.made)
        where = [wijken[slug] for slug in asked.wijken]
        promise(asked, today, made_at=made_at, title=asked.title, wijken=where)
    for story in demo.stories:
        _story(home, story, wijken, today)
    # The half year before this one, of which the letter to the council is due, and this one.
    half = date(today.year, 1 if today.month <= 6 else 7, 1)
    for starts_on in (half - relativedelta(months=6), half):
        number = 1 if starts_on.month == 1 else 2
        page = FactsheetPage(
            title=f"Factsheet {starts_on.year}, {number}e half jaar",
            slug=f"{starts_on.year}-{number}",
            starts_on=starts_on,
            ends_on=starts_on + relativedelta(months=6, days=-1),
        )
        publish(at(home, "factsheets"), page)


def _organisation(organisation: network_file.Organisation, demo: Demo, wijken: Mapping[str, WijkPage]) -> None:
    known = organisation.model_dump(include={"kind", "description", "website"}) | {"since": None}
    partner, is_new = Organisation.objects.get_or_create(
        name=organisation.name,
        defaults=known | {"contact_email": f"{slugify(organisation.name)}@example.org"},
    )
    partner.wijken.set(wijken[slug] for slug in organisation.wijken)
    if is_new and (organisation.asked or organisation.signed is not None):
        signed_at = None if organisation.signed is None else timezone.now() + timedelta(days=organisation.signed)
        Declaration.objects.create(
            organisation=partner,
            invited_at=(signed_at or timezone.now()) - timedelta(days=6),
            signed_at=signed_at,
            text=rich_text.plain(demo.declaration) if signed_at else "",
            role="coördinator" if signed_at else "",
        )


def publish(parent: Page, page: Page) -> None:
    """Add `page` below `parent`, checked and live."""
    parent.refresh_from_db()
    page.slug = page.slug or slugify(page.title)
    page.full_clean(exclude=["path", "depth", "numchild", "url_path", "content_type", "locale", "draft_title"])
    parent.add_child(instance=page)
    page.save_revision(clean=False).publish()


def promise(asked: network_file.Action, today: date, *, made_at: datetime, **about: Any) -> Action:
    """Write an action down as it was at `made_at`, and tell what happened since."""
    action = follow_up.propose(
        first_step=asked.first_step,
        due_on=today + timedelta(days=asked.days),
        organisation=Organisation.objects.get(name=asked.organisation) if asked.organisation else None,
        owner=asked.owner,
        coalition=CoalitionPage.objects.get(slug=asked.coalition) if asked.coalition else None,
        **about,
    )
    Action.objects.filter(pk=action.pk).update(created_at=made_at, news_at=made_at)
    for news in asked.news:
        told_at = timezone.now() + timedelta(days=news.days)
        told = news.model_dump(include={"status", "text", "voice"})
        follow_up.report(action, key=uuid4(), made_at=told_at, **told)
    return action


def at(home: HomePage, address: str) -> Page:
    """Return the page at an address such as `wijken/overvecht`."""
    return Page.objects.get(url_path=f"{home.url_path}{address}/")


def _coalition(
    home: HomePage,
    coalition: network_file.Coalition,
    wijken: Mapping[str, WijkPage],
    themes: Mapping[str, Theme],
    today: date,
) -> None:
    page = CoalitionPage(
        **coalition.model_dump(include={"title", "slug", "goal", "introduction", "status", "results", "joining"}),
        body=stream(CoalitionPage, coalition.body),
        starts_on=today + timedelta(days=coalition.starts),
        ends_on=None if coalition.ends is None else today + timedelta(days=coalition.ends),
        contact_name=coalition.title,
        contact_email=f"{coalition.slug}@example.org",
    )
    page.wijken = [wijken[slug] for slug in coalition.wijken]
    page.stops = Stop.objects.filter(name__in=coalition.stops)
    page.memberships = [  # type: ignore[misc]  # the stubs do not know modelcluster's relations
        Membership(
            role=member.role,
            person=member.person,
            organisation=Organisation.objects.get(name=member.organisation) if member.organisation else None,
            since=page.starts_on,
            until=None if member.left is None else today + timedelta(days=member.left),
        )
        for member in coalition.members
    ]
    page.themes.add(*(themes[name] for name in coalition.themes))
    page.figures = [  # type: ignore[misc]
        Result(number=result.number, label=result.label, counted_on=today - timedelta(days=30))
        for result in coalition.figures
    ]
    page.papers = [Paper(document=_document(paper)) for paper in coalition.papers]  # type: ignore[misc]
    publish(at(home, "coalities"), page)
    for news in coalition.news:
        text = NewsPage(title=news.title, summary=news.summary, on=today + timedelta(days=news.days))
        text.body = stream(NewsPage, news.body)
        publish(page, text)
    for asked in coalition.requests:
        _join(page, asked)
    now = timezone.now()
    Follower.objects.bulk_create(
        Follower(
            coalition=page,
            email=network_file.invented_address(f"volger {number} van {coalition.slug}"),
            requested_at=now,
            confirmed_at=now,
            heard_until=now,
        )
        for number in range(1, coalition.followers + 1)
    )


def _join(page: CoalitionPage, asked: network_file.JoinRequest) -> None:
    """Let somebody ask to join, and be answered, as it was so many days ago."""
    wish = joining.Wish(asked.name, asked.email, asked.message, asked.organisation)
    joining.ask(page, key := uuid4(), wish)
    request = joining.confirm(JoinRequest.objects.get(reference=key))
    moments = {"requested_at": _days_ago(asked.days), "confirmed_at": _days_ago(asked.days)}
    if asked.status != JoinRequest.Status.WAITING:
        moments["answered_at"] = _days_ago(asked.days + 1)
        answer = joining.accept if asked.status == JoinRequest.Status.ACCEPTED else joining.refuse
        answer(request, asked.answer)
    JoinRequest.objects.filter(pk=request.pk).update(**moments)


def _start(
    home: HomePage, begun: network_file.Initiative, wijken: Mapping[str, WijkPage], themes: Mapping[str, Theme]
) -> None:
    """Let somebody ask to start a coalition, as it was so many days ago; an editor has not answered."""
    plan = initiatives.Plan(
        **begun.model_dump(include={"title", "goal", "plan", "name", "organisation"}),
        email=begun.email,
        wijken=[wijken[slug] for slug in begun.wijken],
        themes=[themes[name] for name in begun.themes],
    )
    initiatives.ask(CoalitionIndexPage.objects.child_of(home).get(), key := uuid4(), plan)
    asked = initiatives.confirm(Initiative.objects.get(reference=key))
    moment = _days_ago(begun.days)
    Initiative.objects.filter(pk=asked.pk).update(requested_at=moment, confirmed_at=moment)


def _days_ago(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def _document(paper: network_file.Paper) -> AbstractDocument:
    content = paper.text.encode()
    file = ContentFile(content, name=f"{slugify(paper.title)}.txt")
    return get_document_model().objects.create(title=paper.title, file=file, file_size=len(content))


def _story(home: HomePage, story: network_file.Story, wijken: Mapping[str, WijkPage], today: date) -> None:
    page = StoryPage(
        **story.model_dump(include={"title", "summary", "teller"}),
        coalition=CoalitionPage.objects.filter(slug=story.coalition).first(),
        consented_on=today - timedelta(days=60),
        review_on=today + timedelta(days=305),
    )
    page.wijken = [wijken[slug] for slug in story.wijken]
    page.steps = [  # type: ignore[misc]
        Step(stop=Stop.objects.filter(name=step.stop).first(), title=step.title, text=step.text)
        for step in story.steps
    ]
    publish(at(home, "verhalen"), page)
