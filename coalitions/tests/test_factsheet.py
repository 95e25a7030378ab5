from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from wagtail.models import PageViewRestriction

from coalitions import factsheet, follow_up
from coalitions.models import (
    Action,
    CoalitionPage,
    Declaration,
    FactsheetIndexPage,
    FactsheetPage,
    JoinRequest,
    Membership,
    Organisation,
)
from events.models import EventPage, Occurrence, Registration, Turnout
from home import statistics
from home.models import WijkPage

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
# The first and the last instant of the period, and the first after it: in winter an hour before UTC, in summer two.
START = datetime(2025, 12, 31, 23, 0, tzinfo=UTC)
END = datetime(2026, 6, 30, 22, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MAY = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later():
    """The period is over, in every test that does not say otherwise."""
    with time_machine.travel(LATER, tick=False):
        yield


def values(first=FIRST, last=LAST) -> dict[str, int]:
    return factsheet.read(first, last).values


def tell(action: Action, status: str, at: datetime, text: str = "Zo staat het.") -> None:
    with time_machine.travel(at, tick=False):
        follow_up.report(action, status=status, text=text, voice="owner", key=uuid4())


def made(at: datetime, title: str = "Elke week soep", **fields) -> Action:
    with time_machine.travel(at, tick=False):
        return follow_up.propose(
            **{"title": title, "first_step": "Bellen", "due_on": date(2026, 6, 1), "owner": "Buurtteam"} | fields
        )


def event(parent, *starts: datetime, **fields) -> EventPage:
    """A published activity on those dates."""
    page = parent.add_child(
        instance=EventPage(title="Soep", starts_at=starts[0], ends_at=starts[0] + timedelta(hours=2), **fields)
    )
    page.save_revision().publish()
    page.occurrences.all().delete()
    for number, start in enumerate(starts):
        Occurrence.objects.create(
            event=page, on=FIRST + timedelta(days=number), starts_at=start, ends_at=start + timedelta(hours=2)
        )
    return page


def test_site_without_anything_counts_nothing(home_page):
    found = factsheet.read(FIRST, LAST)
    assert set(found.values.values()) == {0}
    assert (found.done, found.stopped, found.is_over) == ((), (), True)
    assert [row.title for row in found.wijken] == ["Hele stad"]


def test_action_has_the_status_of_its_last_line_before_the_end(home_page):
    action = made(MAY)
    tell(action, "promised", MAY + SECOND)
    tell(action, "under_way", END - SECOND)
    tell(action, "done", END)
    assert values()["actions_under_way_at_end"] == 1
    assert values()["actions_done"] == 0
    assert values(date(2026, 7, 1), date(2026, 12, 31))["actions_done"] == 1


def test_done_in_the_last_second_is_done_in_the_period(home_page):
    action = made(MAY)
    tell(action, "done", END - SECOND, "Elke donderdag staat er soep.")
    found = factsheet.read(FIRST, LAST)
    assert found.values["actions_done"] == found.values["actions_done_at_end"] == 1
    (ended,) = found.done
    assert (ended.title, ended.text, ended.on, ended.who) == (
        "Elke week soep",
        "Elke donderdag staat er soep.",
        LAST,
        "Buurtteam",
    )


@pytest.mark.parametrize(("moment", "number"), [(START - SECOND, 0), (START, 1), (END - SECOND, 1), (END, 0)])
def test_action_is_new_in_the_period_in_which_it_was_made(home_page, moment, number):
    made(moment)
    assert values()["actions_made"] == number


def test_action_of_which_nothing_was_told_yet_is_proposed(home_page):
    tell(made(MAY), "done", LATER)
    Action.objects.create(title="Bankje", first_step="x", owner="y", due_on=LAST, created_at=MAY, status="promised")
    found = values()
    assert (found["actions_proposed_at_end"], found["actions_promised_at_end"]) == (1, 1)


def test_action_that_was_done_before_and_taken_up_again_is_not_done(home_page):
    again = made(START - SECOND, "Weer open")
    tell(again, "done", START - SECOND)
    tell(again, "under_way", MAY)
    before = made(START - SECOND, "Al klaar")
    tell(before, "done", START - SECOND)
    tell(before, "done", MAY, "Het loopt nog steeds.")
    found = values()
    assert (found["actions"], found["actions_done"], found["actions_done_at_end"]) == (2, 0, 1)


def test_stopped_action_says_why(home_page):
    tell(made(MAY), "stopped", MAY + SECOND, "De keuken ging dicht.")
    (stopped,) = factsheet.read(FIRST, LAST).stopped
    assert stopped.text == "De keuken ging dicht."
    assert values()["actions_stopped"] == 1


def test_open_action_is_past_its_date_when_the_day_is_over(home_page):
    made(MAY, due_on=LAST)
    made(MAY, due_on=LAST + timedelta(days=1))
    tell(made(MAY, due_on=FIRST), "done", MAY + SECOND)
    assert values()["actions_overdue"] == 1


def test_private_action_is_neither_counted_nor_named(home_page, coalition, wijk):
    tell(made(MAY, coalition=coalition, wijken=[wijk]), "stopped", MAY + SECOND)
    assert values()["actions"] == 1
    PageViewRestriction.objects.create(page=coalition, restriction_type=PageViewRestriction.LOGIN)
    found = factsheet.read(FIRST, LAST)
    assert set(found.values.values()) == {0}
    assert (found.stopped, {row.actions for row in found.wijken}) == ((), {0})


def test_activities_are_dates_held_in_the_period(home_page, coalition):
    event(home_page, START - SECOND, START, END - SECOND, END)
    event(coalition, MAY)
    found = values()
    assert (found["activities"], found["activities_of_coalitions"]) == (3, 1)


def test_activity_in_the_hour_that_the_clock_skips_or_repeats_counts_once(home_page):
    event(home_page, datetime(2026, 3, 29, 1, 0, tzinfo=UTC), datetime(2026, 3, 28, 23, 30, tzinfo=UTC))
    assert values(date(2026, 3, 29), date(2026, 3, 29))["activities"] == 2
    event(home_page, datetime(2025, 10, 26, 0, 30, tzinfo=UTC))
    event(home_page, datetime(2025, 10, 26, 1, 30, tzinfo=UTC), datetime(2025, 10, 26, 22, 59, 59, tzinfo=UTC))
    assert values(date(2025, 10, 26), date(2025, 10, 26))["activities"] == 3


def test_cancelled_draft_and_private_activities_do_not_count(home_page, coalition):
    cancelled = event(home_page, MAY)
    cancelled.occurrences.update(status="cancelled")
    EventPage.objects.filter(id=event(home_page, MAY).pk).update(status="cancelled")
    EventPage.objects.filter(id=event(home_page, MAY).pk).update(live=False)
    PageViewRestriction.objects.create(page=coalition, restriction_type=PageViewRestriction.LOGIN)
    event(coalition, MAY)
    assert values()["activities"] == 0


def test_activity_of_a_draft_coalition_is_not_of_a_coalition(home_page, coalition):
    event(coalition, MAY)
    CoalitionPage.objects.update(live=False)
    assert (values()["activities"], values()["activities_of_coalitions"]) == (1, 0)


def test_participants_had_a_place_on_a_date_that_was_held(home_page, coalition):
    held = event(home_page, MAY, MAY + timedelta(days=1), END)
    held.occurrences.filter(starts_at=MAY + timedelta(days=1)).update(status="cancelled")
    person = {"name": "Noor", "consented_at": START, "created_at": START}
    for number, status in enumerate(("confirmed", "confirmed", "waiting", "cancelled")):
        for day in range(3):
            on, email = FIRST + timedelta(days=day), f"noor{number}@example.org"
            Registration.objects.create(event=held, on=on, status=status, email=email, people=2, **person)
    Turnout.objects.create(event_uid=held.uid, on=FIRST, people=5)
    Turnout.objects.create(event_uid=uuid4(), on=FIRST, people=5)
    assert values()["participants"] == 9
    PageViewRestriction.objects.create(page=held, restriction_type=PageViewRestriction.LOGIN)
    assert values()["participants"] == 0


def test_what_has_not_begun_yet_was_not_held(home_page):
    event(home_page, MAY, MAY + timedelta(days=7))
    with time_machine.travel(MAY + SECOND, tick=False):
        found = factsheet.read(FIRST, LAST)
    assert (found.values["activities"], found.is_over) == (1, False)


@pytest.mark.parametrize(
    ("fields", "number"),
    [
        ({"starts_on": LAST}, 1),
        ({"starts_on": LAST + timedelta(days=1)}, 0),
        ({"starts_on": date(2020, 1, 1)}, 1),
        ({"starts_on": date(2020, 1, 1), "ends_on": FIRST}, 1),
        ({"starts_on": date(2020, 1, 1), "ends_on": FIRST - timedelta(days=1)}, 0),
        ({"starts_on": date(2020, 1, 1), "status": "completed"}, 0),
        ({"starts_on": FIRST, "status": "completed"}, 1),
        ({"starts_on": FIRST, "status": "idea"}, 0),
        ({"first_published_at": END - SECOND}, 1),
        ({"first_published_at": END}, 0),
        ({"live": False}, 0),
    ],
)
def test_coalition_is_at_work_between_its_days(coalition, fields, number):
    CoalitionPage.objects.filter(id=coalition.pk).update(**fields)
    assert values()["coalitions"] == number


def test_coalitions_begin_and_are_completed(coalition):
    CoalitionPage.objects.update(starts_on=FIRST, ends_on=LAST, status="completed")
    found = values()
    assert (found["coalitions"], found["coalitions_begun"], found["coalitions_completed"]) == (1, 1, 1)
    assert values(date(2026, 7, 1), date(2026, 12, 31))["coalitions"] == 0


def test_partners_count_from_the_day_that_they_are(organisation):
    Organisation.objects.create(name="Altijd", since=None)
    Organisation.objects.update_or_create(name="Laatste dag", defaults={"since": LAST})
    assert (organisation.since, values()["partners"]) == (LATER.date(), 2)
    # What the home page counts is the list as it is today.
    today = values(LATER.date(), LATER.date())["partners"]
    assert (today, "partners in het netwerk") in statistics.collected()
    assert today == 3


def test_partner_takes_part_once_however_many_coalitions_it_joins(coalition, organisation):
    other = coalition.copy(update_attrs={"slug": "fiets", "title": "Fiets"})
    for page in (coalition, other):
        page.memberships.add(Membership(organisation=organisation), Membership(person="bewoner"))
        page.save()
    assert values()["partners_taking_part"] == 1
    Membership.objects.update(until=FIRST - timedelta(days=1))
    assert values()["partners_taking_part"] == 0


@pytest.mark.parametrize(
    ("signed", "withdrawn", "numbers"),
    [
        (START - SECOND, None, (1, 0, 0)),
        (START, None, (1, 1, 0)),
        (END - SECOND, END, (1, 1, 0)),
        (END, None, (0, 0, 0)),
        (START - SECOND, START, (0, 0, 1)),
        (START, END - SECOND, (0, 1, 1)),
        (None, None, (0, 0, 0)),
    ],
)
def test_declarations_stand_from_signing_to_withdrawal(organisation, signed, withdrawn, numbers):
    Declaration.objects.create(organisation=organisation, signed_at=signed, withdrawn_at=withdrawn)
    found = values()
    names = ("declarations", "declarations_signed", "declarations_withdrawn")
    assert tuple(found[name] for name in names) == numbers


def test_who_joined_is_counted_also_when_nobody_is_known_any_more(coalition):
    for number, status in enumerate(["accepted", "accepted", "refused", "waiting"]):
        answered = MAY if status in {"accepted", "refused"} else None
        JoinRequest.objects.create(
            coalition=coalition, name="", email=f"{number}@example.org", status=status, answered_at=answered
        )
    assert values()["joined"] == 2


def test_wijken_tell_their_own(home_page, wijk, other_wijk):
    event(home_page, MAY, wijken=[wijk])
    event(other_wijk, MAY)
    event(home_page, MAY)
    made(MAY, wijken=[wijk])
    tell(made(MAY, wijken=[wijk, other_wijk]), "done", MAY + SECOND)
    made(MAY)
    assert [(row.title, row.activities, row.actions, row.done) for row in factsheet.read(FIRST, LAST).wijken] == [
        ("Molenwijk", 1, 1, 1),
        ("Oeverwijk", 1, 2, 1),
        ("Hele stad", 1, 1, 0),
    ]


@pytest.mark.parametrize("many", [1, 3])
def test_queries_do_not_grow(home_page, wijk_index, coalition, organisation, django_assert_num_queries, many):
    for number in range(many):
        place = wijk_index.add_child(instance=WijkPage(title=f"Wijk {number}", slug=f"wijk-{number}"))
        event(coalition, MAY, wijken=[place])
        action = made(MAY, f"Actie {number}", wijken=[place], coalition=coalition, owner="", organisation=organisation)
        tell(action, "stopped", MAY + SECOND)
    with django_assert_num_queries(4):
        found = factsheet.read(FIRST, LAST)
    assert len(found.stopped) == many


def test_next_factsheet_is_about_the_half_year_after_the_last(home_page):
    index = home_page.add_child(instance=FactsheetIndexPage(title="Factsheets", slug="factsheets"))
    found = FactsheetPage.objects.child_of(index)
    assert factsheet.following(found) == (FIRST, LAST)
    index.add_child(instance=FactsheetPage(title="x", slug="x", starts_on=FIRST, ends_on=LAST))
    assert factsheet.following(found) == (date(2026, 7, 1), date(2026, 12, 31))
