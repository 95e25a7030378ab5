"""Example content, so that a city can see its own site at work. It goes only into a site that has no content yet."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from coalitions.models import CoalitionPage
from events import proposals, registration, series
from events.models import AgendaPage, DateChange, EventPage, Holiday, Question, Venue
from home.models import CitySettings, HomePage, Theme, WijkPage
from stadsbijeenkomst import drafting
from stadsbijeenkomst.models import Note, Proceedings, StadsbijeenkomstPage, Table

from . import demo_file, demo_meetings, demo_network
from .demo_file import Demo
from .demo_network import at, publish

# Known to everybody who reads this, so never used where the world can reach it (`make_users`).
PASSWORD = "kom-erbij-in-de-wijk"  # noqa: S105


class RefusedInProduction(Exception):
    """Users with a published password do not belong on a public site."""


def is_filled() -> bool:
    """Say whether the site has a coalition, an activity or a meeting, whoever made it.

    Such a site is left alone: a second call changes nothing, and what somebody removed from the example or corrected
    in the city's facts stays so.
    """
    return any(model.objects.exists() for model in (CoalitionPage, EventPage, StadsbijeenkomstPage))


def fill(home: HomePage, demo: Demo, today: date) -> None:
    """Put the example content under `home`, dated around `today`. Only for a site that is not filled.

    All or nothing. People in the example are invented, so no letter is sent to them.
    """
    with _without_mail(), transaction.atomic():
        _fill(home, demo, today)


@contextmanager
def _without_mail() -> Iterator[None]:
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = usual


def _fill(home: HomePage, demo: Demo, today: date) -> None:
    CitySettings.objects.filter(site=home.get_site()).update(notice=demo.notice)
    wijken = {wijk.slug: wijk for wijk in WijkPage.objects.descendant_of(home)}
    themes = {theme.name: theme for theme in Theme.objects.all()}
    venues = {venue.name: Venue.objects.get_or_create(**venue.model_dump())[0] for venue in demo.venues}
    demo_network.fill(home, demo, wijken, themes, today)
    for holiday in demo.holidays:
        first_on, last_on = holiday.dates(today)
        Holiday.objects.get_or_create(name=holiday.name, first_on=first_on, last_on=last_on)
    for event in demo.events:
        _event(home, event, wijken, themes, venues, today)
    if demo.proposals_days is not None:
        until = today + timedelta(days=demo.proposals_days)
        AgendaPage.objects.child_of(home).update(proposals_until=until)
        for proposal in demo.proposals:
            _propose(AgendaPage.objects.child_of(home).get(), proposal, today)
    for meeting in demo.meetings:
        _meeting(home, meeting, wijken, themes, today)


@transaction.atomic
def make_users(demo: Demo, groups: Mapping[str, Group]) -> None:
    """Make somebody to log in as for each role, with `PASSWORD`; whoever is there already is left alone.

    Raises `RefusedInProduction` on a site with production's settings.
    """
    if settings.SESSION_COOKIE_SECURE:
        raise RefusedInProduction
    users = get_user_model().objects
    for user in demo.users:
        if not users.filter(username=user.username).exists():
            email = f"{user.username}@example.org"
            users.create_user(user.username, email, PASSWORD).groups.add(groups[user.role])


def _event(
    home: HomePage,
    event: demo_file.Event,
    wijken: Mapping[str, WijkPage],
    themes: Mapping[str, Theme],
    venues: Mapping[str, Venue],
    today: date,
) -> None:
    day = event.date(today)
    page = EventPage(
        **event.model_dump(
            include={
                "title",
                "all_day",
                "status",
                "summary",
                "description",
                "audience",
                "languages",
                "is_free",
                "price",
                "organiser",
            }
        ),
        status_reason=event.reason,
        online_url=event.online,
        venue=venues.get(event.venue),
        starts_at=_instant(day, event.start),
        ends_at=_instant(day + timedelta(days=event.days - 1), event.end),
        repeats=event.repeats,
        repeat_every=event.every,
        repeat_weekdays=[day.weekday()] if event.repeats == "weekly" else [],
        repeat_count=event.times,
        skips_holidays=event.skips_holidays,
    )
    page.date_changes = [_change(page, event, change, venues, today) for change in event.changes]  # type: ignore[misc]
    if asked := event.registration:
        page.registration_open, page.registers_per_date = True, asked.per_date
        page.capacity, page.has_waiting_list = asked.capacity, asked.waiting_list
        page.people_per_registration = asked.people
        page.questions = [  # type: ignore[misc]
            Question(**question.model_dump(exclude={"choices"}), choices="\n".join(question.choices))
            for question in asked.questions
        ]
    page.wijken = [wijken[slug] for slug in event.wijken]
    page.themes.add(*(themes[name] for name in event.themes))
    publish(at(home, event.parent), page)
    if asked := event.registration:
        for person in asked.registered:
            answers = zip((question.label for question in asked.questions), person.answers, strict=False)
            entry = registration.Entry(person.name, person.email, people=person.people, answers=tuple(answers))
            on = ahead(page, today, person.ahead) if person.ahead else None
            registration.register(page, on, uuid.uuid4(), entry)


def _propose(agenda: AgendaPage, proposal: demo_file.Proposal, today: date) -> None:
    day = proposal.date(today)
    event = EventPage(
        **proposal.model_dump(include={"title", "summary"}),
        organiser=proposal.organisation,
        languages=["nl"],
        starts_at=_instant(day, proposal.start),
        ends_at=_instant(day, proposal.end),
    )
    proposals.submit(agenda, uuid.uuid4(), proposals.Proposed(event, proposal.text, proposal.name, proposal.email))


def _change(
    page: EventPage, event: demo_file.Event, change: demo_file.Change, venues: Mapping[str, Venue], today: date
) -> DateChange:
    on = ahead(page, today, change.ahead)
    day = on + timedelta(days=change.days_later)
    return DateChange(
        on=on,
        kind=change.kind,
        reason=change.reason,
        starts_at=_instant(day, change.start or event.start) if change.kind == "moved" else None,
        ends_at=_instant(day, change.end or event.end) if change.kind == "moved" else None,
        venue=venues.get(change.venue),
    )


def ahead(page: EventPage, today: date, number: int) -> date:
    """Return the date in the series of the `number`th date after `today` that the holidays leave."""
    days = [day.on for day in series.dates(page) if day.on > today]
    return days[number - 1]


def _meeting(
    home: HomePage,
    meeting: demo_file.Meeting,
    wijken: Mapping[str, WijkPage],
    themes: Mapping[str, Theme],
    today: date,
) -> None:
    day = meeting.date(today)
    page = StadsbijeenkomstPage(
        **meeting.model_dump(include={"title", "place", "theme", "introduction"}),
        starts_at=_instant(day, meeting.start),
        ends_at=_instant(day, meeting.end),
    )
    publish(at(home, "stadsbijeenkomsten"), page)
    if meeting.state == "reported":
        Proceedings.objects.create(
            meeting=page,
            phase=Proceedings.Phase.CLOSED,
            phase_changed_at=page.ends_at,
            collecting_ended_at=page.ends_at,
            report_published_at=page.ends_at + timedelta(days=1),
        )
    else:
        Proceedings.objects.create(meeting=page, phase=Proceedings.Phase.COLLECT)
    notes = []
    for table in meeting.tables:
        place = Table.objects.create(meeting=page, number=table.number, wijk=wijken.get(table.wijk), topic=table.topic)
        device = uuid.uuid4()
        pace = (page.ends_at - page.starts_at) / (len(table.notes) + 1)
        for number, (question, note) in enumerate(table.notes, start=1):
            written = page.starts_at + pace * number if meeting.state == "reported" else timezone.now()
            notes.append(
                Note(
                    meeting=page,
                    table=place,
                    client_uuid=uuid.uuid4(),
                    device=device,
                    question=question,
                    text=note.text,
                    status=note.status,
                    sensitive=note.sensitive,
                    created_at=written,
                    changed_at=written,
                )
            )
    Note.objects.bulk_create(notes)
    if meeting.state == "reported":
        demo_meetings.settle(page, meeting.groups, themes, today)
        report = drafting.draft(page)
        report.introduction = meeting.report
        report.save_revision().publish()


def _instant(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), timezone.get_default_timezone())
