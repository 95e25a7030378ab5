from datetime import datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from events import registration
from events.models import EventPage, Venue

from .factories import AMSTERDAM, draft, published
from .test_wagtail_hooks import WEEKLY, admin, form  # noqa: F401

pytestmark = pytest.mark.django_db
SERIES = {"repeats": "weekly", "repeat_count": 4}


@pytest.fixture(autouse=True)
def _in_june(time_machine):
    time_machine.move_to("2026-06-01 12:00:00+02:00", tick=False)


def registered(page: EventPage) -> None:
    """Register somebody for the first date of `page`, who knows of it as it is now."""
    page.registration_open = True
    page.save_revision().publish()
    day = page.occurrences.order_by("on").first().on
    registration.register(page, day if page.rule else None, uuid4(), registration.Entry("A", "a@example.org"))


def ahead(client, **fields):
    return client.post(reverse("events_look_ahead"), form(**fields))


def test_look_ahead_shows_the_dates_of_a_form_that_was_never_saved(admin):  # noqa: F811
    changes = [{"on": "2026-06-11", "kind": "cancelled", "reason": "Ziek", "id": "12"}]
    text = ahead(admin, **WEEKLY, date_changes=changes, title="Voor eenzame mensen").text
    assert "Donderdag 25 juni 2026, 17:30 – 19:00" in text
    assert gettext("cancelled: %s") % "Ziek" in text
    assert "eenzame" in text
    assert not EventPage.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"starts_at": ""},
        {"starts_at": "0001-01-01 00:00"},
        {"ends_at": "9999-12-31 23:59"},
        {"repeats": "weekly", "repeat_count": 4, "repeat_until": "9999-12-31"},
        {"repeats": "yearly", "repeat_every": 99, "repeat_count": 750},
        {"repeats": "daily", "repeat_until": "0001-01-01"},
        {"repeats": "weekly", "repeat_weekdays": ["x", "7"]},
        {"date_changes": [{"on": "x", "kind": "x", "venue": "x"}]},
        {"repeats": "daily", "date_changes": [{"on": "2026-06-05", "kind": "moved", "starts_at": "0001-01-01 00:00"}]},
        {"title": "a\x00b"},
    ],
)
def test_look_ahead_never_breaks_on_what_is_being_typed(admin, fields):  # noqa: F811
    assert ahead(admin, **fields).status_code == 200


@pytest.mark.parametrize("data", [{}, {"date_changes-TOTAL_FORMS": "9" * 40}, {"date_changes-TOTAL_FORMS": "x"}])
def test_look_ahead_never_breaks_on_a_forged_form(admin, data):  # noqa: F811
    assert admin.post(reverse("events_look_ahead"), data).status_code == 200


def test_look_ahead_refuses_rich_text_that_is_broken(admin):  # noqa: F811
    assert ahead(admin, description="{").status_code == 400


def test_look_ahead_is_for_who_is_in_the_admin(client):
    assert client.post(reverse("events_look_ahead")).status_code == 302
    assert client.get(reverse("events_look_ahead")).status_code == 302


def test_look_ahead_says_what_is_wrong_meanwhile(admin):  # noqa: F811
    text = ahead(admin, repeats="weekly").text
    assert gettext("Fill in until when it repeats, or how many times.") in text
    assert "Donderdag 11 juni 2026" in text


def test_editor_cancels_single_dates_from_the_list(admin, agenda):  # noqa: F811
    page = published(agenda, **SERIES)
    url = reverse("events_dates", args=[page.pk])
    assert "Donderdag 11 juni 2026" in admin.get(url).text
    assert admin.post(url, {"on": ["2026-06-11"]}).status_code == 422
    assert admin.post(url, {"reason": "Ziek"}).status_code == 422
    assert admin.post(url, {"on": ["2026-06-12"], "reason": "Ziek"}).status_code == 422
    assert not page.date_changes.exists()
    assert admin.post(url, {"on": ["2026-06-11", "2026-06-18"], "reason": "Ziek"}).status_code == 302
    assert [str(change) for change in page.date_changes.all()] == ["2026-06-11 cancelled", "2026-06-18 cancelled"]


def test_editor_cancels_what_happens_once_from_the_list(admin, agenda):  # noqa: F811
    page = published(agenda)
    admin.post(reverse("events_dates", args=[page.pk]), {"on": ["2026-06-04"], "reason": "Storm"})
    page.refresh_from_db()
    assert (page.status, page.status_reason) == ("cancelled", "Storm")


def test_editor_duplicates_to_other_dates_and_finds_the_drafts(admin, agenda):  # noqa: F811
    page = published(agenda)
    url = reverse("events_duplicate", args=[page.pk])
    response = admin.post(url, {"days": "18-6-2026\n2026-07-02\n\n"})
    assert response.status_code == 302
    text = admin.get(response.url).text
    copies = EventPage.objects.exclude(pk=page.pk)
    assert copies.count() == 2
    for copy in copies:
        assert reverse("wagtailadmin_pages:edit", args=[copy.pk]) in text


@pytest.mark.parametrize("days", ["", "morgen", "31-2-2026", "0001-01-01", "a\x00b", "9" * 3_000, "1-6-2026\n" * 60])
def test_days_that_are_no_days_are_refused_with_a_sentence(admin, agenda, days):  # noqa: F811
    page = published(agenda)
    response = admin.post(reverse("events_duplicate", args=[page.pk]), {"days": days})
    expected = (302, 2) if days.startswith("1-6") else (422, 1)
    assert (response.status_code, EventPage.objects.count()) == expected


def test_day_on_which_the_clock_skips_the_hour_is_refused_with_a_sentence(admin, agenda):  # noqa: F811
    page = published(agenda, starts_at=datetime(2026, 6, 4, 2, 30, tzinfo=AMSTERDAM))
    response = admin.post(reverse("events_duplicate", args=[page.pk]), {"days": "28-3-2027"})
    assert response.status_code == 422
    assert "28 maart 2027" in response.text
    assert EventPage.objects.count() == 1


@pytest.mark.parametrize("name", ["events_dates", "events_divide", "events_duplicate"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_wijk_editor_stays_in_the_own_wijk(client, wijk_editor, wijk, agenda, name, method):
    client.force_login(wijk_editor)
    data = {"on": "2026-06-04", "reason": "x", "days": "18-6-2026"}
    other = published(agenda, "Elders")
    assert getattr(client, method)(reverse(name, args=[other.pk]), data).url == reverse("wagtailadmin_home")
    assert EventPage.objects.count() == 1
    other.refresh_from_db()
    assert other.status == "planned"
    for pk in (wijk.pk, 0, 999_999, 9_223_372_036_854_775_807):
        assert getattr(client, method)(reverse(name, args=[pk]), data).status_code == 404
    own = published(wijk, "Hier")
    assert client.get(reverse(name, args=[own.pk])).status_code == 200


def test_who_may_not_publish_may_not_cancel(client, moderator, agenda):
    from conftest import member

    client.force_login(member("writer", agenda, "add_page", "change_page"))
    page = published(agenda, **SERIES)
    url = reverse("events_dates", args=[page.pk])
    text = client.get(url).text
    assert gettext("You may not publish this activity now. Write the change in its form and submit it.") in text
    assert 'name="on"' not in text
    assert (
        reverse("events_divide", args=[page.pk])
        not in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    )
    assert client.post(reverse("events_divide", args=[page.pk]), {"on": "2026-06-11"}).status_code == 302
    assert EventPage.objects.count() == 1
    assert client.post(url, {"on": "2026-06-11", "reason": "Ziek"}).url == reverse("wagtailadmin_home")
    assert not page.date_changes.exists()


def test_calendar_shows_the_month_that_is_asked_for(admin, agenda):  # noqa: F811
    page = published(agenda)
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in admin.get(reverse("events_calendar")).text
    later = admin.get(reverse("events_calendar"), {"maand": "2026-07"}).text
    assert "Juli 2026" in later
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) not in later


@pytest.mark.parametrize("month", ["2026-13", "x", "0001-01", "9999-12", "2026-6", "9" * 40])
def test_month_that_does_not_exist_is_not_found(admin, home_page, month):  # noqa: F811
    assert admin.get(reverse("events_calendar"), {"maand": month}).status_code == 404


def test_calendar_shows_only_what_one_may_work_on(client, wijk_editor, wijk, agenda):
    published(agenda, "Elders")
    draft(wijk, "Hier")
    client.force_login(wijk_editor)
    text = client.get(reverse("events_calendar")).text
    assert ("Hier" in text, "Elders" in text) == (True, False)


def test_calendar_is_empty_for_who_writes_no_pages(client, moderator, agenda):
    published(agenda, "Elders")
    client.force_login(moderator)
    assert "Elders" not in client.get(reverse("events_calendar")).text


@pytest.mark.parametrize("number", [1, 3])
def test_calendar_asks_as_much_for_three_activities_as_for_one(admin, agenda, number, django_assert_max_num_queries):  # noqa: F811
    for turn in range(number):
        draft(agenda, f"Soep {turn}", venue=Venue.objects.create(name=f"Buurthuis {turn}"), **SERIES)
    with django_assert_max_num_queries(15):
        admin.get(reverse("events_calendar"))


def bulk(pages) -> str:
    query = "&".join(f"id={getattr(page, 'pk', page)}" for page in pages)
    return reverse("wagtail_bulk_action", args=["wagtailcore", "page", "cancel_events"]) + f"?{query}&next=/admin/"


def test_bulk_cancel_tells_first_and_needs_a_reason(admin, agenda):  # noqa: F811
    pages = [published(agenda, "Soep"), published(agenda, "Markt")]
    registered(pages[0])
    url = bulk([*pages, agenda, draft(agenda, "Concept")])
    text = admin.get(url).text
    assert all(title in text for title in ("Soep", "Markt", "Concept"))
    assert ngettext("%(people)s person gets mail", "%(people)s people get mail", 1) % {"people": 1} in text
    assert admin.post(url, {"reason": ""}).status_code == 200
    assert set(EventPage.objects.values_list("status", flat=True)) == {"planned"}
    assert admin.post(url, {"reason": "Storm"}).status_code == 302
    assert list(EventPage.objects.order_by("title").values_list("title", "status", "status_reason")) == [
        ("Concept", "planned", ""),
        ("Markt", "cancelled", "Storm"),
        ("Soep", "cancelled", "Storm"),
    ]


def test_bulk_cancel_leaves_alone_what_one_may_not_publish(client, wijk_editor, wijk, agenda):
    other, own = published(agenda, "Elders"), published(wijk, "Hier")
    client.force_login(wijk_editor)
    assert client.post(bulk([other, own]), {"reason": "Storm"}).status_code == 302
    assert sorted(EventPage.objects.values_list("title", "status")) == [("Elders", "planned"), ("Hier", "cancelled")]


@pytest.mark.parametrize("ids", [["x"], ["999999"], ["9" * 40], ["-1"], []])
def test_bulk_cancel_of_nothing_is_not_found(admin, home_page, ids):  # noqa: F811
    assert admin.get(bulk(ids)).status_code == 404


def test_activities_have_buttons_to_their_dates(admin, agenda):  # noqa: F811
    page = published(agenda)
    text = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    for name in ("events_dates", "events_divide", "events_duplicate"):
        assert reverse(name, args=[page.pk]) in text
    assert (
        reverse("events_dates", args=[agenda.pk])
        not in admin.get(reverse("wagtailadmin_pages:edit", args=[agenda.pk])).text
    )


def test_this_and_following_tells_first_and_then_makes_an_activity(admin, agenda):  # noqa: F811
    page = published(agenda, **SERIES)
    url = reverse("events_divide", args=[page.pk])
    assert 'value="2026-06-18"' in admin.get(url).text
    assert gettext("Make the new activity") in admin.get(url, {"on": "2026-06-18"}).text
    assert EventPage.objects.count() == 1
    response = admin.post(url, {"on": "2026-06-18"})
    new = EventPage.objects.exclude(pk=page.pk).get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[new.pk])
    page.refresh_from_db()
    assert (page.occurrences.count(), new.occurrences.count()) == (2, 2)


@pytest.mark.parametrize("on", ["", "x", "2026-06-04", "2026-06-12", "9999-12-31", "a\x00b"])
def test_series_is_not_divided_where_it_has_no_date(admin, agenda, on):  # noqa: F811
    page = published(agenda, **SERIES)
    url = reverse("events_divide", args=[page.pk])
    assert admin.post(url, {"on": on}).status_code == 422
    assert admin.get(url, {"on": on.replace("\x00", "")}).status_code == 200
    assert EventPage.objects.count() == 1


def test_what_happens_once_is_not_divided(admin, agenda):  # noqa: F811
    page = published(agenda)
    assert "radio" not in admin.get(reverse("events_divide", args=[page.pk])).text
    assert admin.post(reverse("events_divide", args=[page.pk]), {"on": "2026-06-04"}).status_code == 422


def test_dates_and_calendar_entry_stand_in_the_form_without_javascript(admin, agenda):  # noqa: F811
    page = published(agenda, **SERIES)
    text = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert "Elke week op donderdag, 4 keer" in text
    assert "RRULE:FREQ=WEEKLY" in text


def test_dates_of_a_form_that_was_refused_are_those_that_were_typed(admin, agenda):  # noqa: F811
    page = published(agenda, **SERIES)
    changes = [{"on": "2026-06-11", "kind": "cancelled", "reason": "Ziek"}]
    filled = form(repeats="daily", repeat_count=5, title="", date_changes=changes)
    text = admin.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), filled).text
    assert "Elke dag, 5 keer" in text


def sentence(number: int = 1) -> str:
    """The warning in the form that so many people will hear of a change."""
    return ngettext(
        "When you publish this, %(number)s person who registered gets mail about what changes.",
        "When you publish this, %(number)s people who registered get mail about what changes.",
        number,
    ) % {"number": number}


def test_form_warns_while_a_change_is_typed_that_people_will_hear_of_it(admin, agenda):  # noqa: F811
    page = published(agenda)
    registered(page)
    url = reverse("events_look_ahead_at", args=[page.pk])
    same = {"title": page.title, "starts_at": "2026-06-04 17:30", "ends_at": "2026-06-04 19:00"}
    assert sentence() not in admin.post(url, form(**same)).text
    assert sentence() in admin.post(url, form(**same | {"starts_at": "2026-06-04 18:00"})).text
    page.refresh_from_db()
    assert page.starts_at.hour == 15


def test_form_warns_of_a_saved_draft_without_javascript_and_says_afterwards_who_was_mailed(admin, agenda, mailoutbox):  # noqa: F811
    page = published(agenda)
    registered(page)
    mailoutbox.clear()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert sentence() not in admin.get(edit).text
    draft_data = form(starts_at="2026-06-04 18:00", ends_at="2026-06-04 19:30", registration_open="on")
    publish = draft_data.pop("action-publish")
    admin.post(edit, draft_data)
    assert sentence() in admin.get(edit).text
    response = admin.post(edit, draft_data | {"action-publish": publish}, follow=True)
    assert ngettext("%(number)d person gets mail.", "%(number)d people get mail.", 1) % {"number": 1} in response.text
    assert sentence() not in admin.get(edit).text


@pytest.mark.parametrize("pk", [0, 999_999])
def test_look_ahead_at_a_page_is_for_who_may_change_it(client, wijk_editor, agenda, pk):
    client.force_login(wijk_editor)
    page = published(agenda)
    assert client.post(reverse("events_look_ahead_at", args=[pk]), form()).status_code == 404
    url = reverse("events_look_ahead_at", args=[page.pk])
    assert client.post(url, form()).url == reverse("wagtailadmin_home")


def test_cancelled_dates_are_told_to_those_registered_for_them(admin, agenda):  # noqa: F811
    page = published(agenda, **SERIES)
    registered(page)
    url = reverse("events_dates", args=[page.pk])
    other = admin.post(url, {"on": ["2026-06-11"], "reason": "Ziek"}, follow=True)
    assert gettext("Nobody had to be told.") in other.text
    own = admin.post(url, {"on": ["2026-06-04"], "reason": "Ziek"}, follow=True)
    assert ngettext("%(number)d person gets mail.", "%(number)d people get mail.", 1) % {"number": 1} in own.text


def test_unfinished_drafts_are_not_published_many_at_once(admin, agenda):  # noqa: F811
    whole, unfinished = draft(agenda, "Soep"), draft(agenda, "Kaarten", repeats="weekly")
    action = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    both = f"{action}?id={whole.pk}&id={unfinished.pk}&next=/admin/"
    response = admin.post(both, follow=True)
    assert gettext("Nothing was published. These activities are not complete yet: %s.") % "Kaarten" in response.text
    assert not EventPage.objects.live().exists()
    admin.post(f"{action}?id={whole.pk}&next=/admin/")
    assert list(EventPage.objects.live()) == [whole]


@pytest.mark.parametrize("name", ["dates", "duplicate", "divide", "attendees"])
def test_number_that_no_database_can_hold_is_no_activity(admin_client, name):
    assert admin_client.get(reverse(f"events_{name}", args=[10**30])).status_code == 404
