import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from events.models import EventPage, FeedEntry, Holiday, Venue

from .factories import change, draft, published, repeated

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, editor):
    client.force_login(editor)
    return client


def form(**fields) -> dict:
    filled = {
        "title": "Soep eten",
        "slug": "soep-eten",
        "summary": "Kom erbij!",
        "starts_at": "2026-06-04 17:30",
        "ends_at": "2026-06-04 19:00",
        "status": "planned",
        "description": rich_text("<p>Met brood.</p>"),
        "audience": "residents",
        "languages": ["nl", "ar"],
        "is_free": "on",
        "repeat_every": 1,
        "people_per_registration": 1,
        "action-publish": "action-publish",
    } | fields
    rows = {name: inline_formset(filled.pop(name, [])) for name in ("date_changes", "questions", "comments")}
    return filled | nested_form_data(rows)


def create(admin, parent, **fields):
    return admin.post(reverse("wagtailadmin_pages:add", args=["events", "eventpage", parent.pk]), form(**fields))


def test_editor_publishes_an_event_through_the_form(admin, agenda, wijk, theme):
    response = create(admin, agenda, wijken=[wijk.pk], themes="Ontmoeting")
    assert response.status_code == 302
    page = EventPage.objects.get()
    assert page.live
    assert page.starts_at.isoformat() == "2026-06-04T15:30:00+00:00"
    assert page.languages == ["nl", "ar"]
    assert list(page.wijken.all()) == [wijk]
    assert list(page.themes.all()) == [theme]
    assert FeedEntry.objects.get().event == page


def save(admin, page, **fields):
    """Save a draft of an event, as Wagtail does by itself while somebody writes."""
    filled = form(**fields)
    del filled["action-publish"]
    return admin.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), filled)


WEEKLY = {"repeats": "weekly", "repeat_count": 4}


def test_editor_publishes_a_series_with_changes_through_the_form(admin, agenda):
    venue = Venue.objects.create(name="Buurthuis")
    changes = [
        {"on": "2026-06-11", "kind": "cancelled", "reason": "Ziek"},
        {"on": "2026-06-18", "kind": "moved", "starts_at": "2026-06-19 18:00", "ends_at": "2026-06-19 19:00"},
        {"on": "2026-06-25", "kind": "moved", "venue": venue.pk},
    ]
    assert create(admin, agenda, **WEEKLY, date_changes=changes).status_code == 302
    page = EventPage.objects.get()
    assert page.live
    assert [(str(change), change.venue) for change in page.date_changes.all()] == [
        ("2026-06-11 cancelled", None),
        ("2026-06-18 moved", None),
        ("2026-06-25 moved", venue),
    ]


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"repeats": "weekly"}, ["repeat_until"]),
        (WEEKLY | {"repeat_until": "2026-08-01"}, ["repeat_count"]),
        (WEEKLY | {"repeat_weekdays": ["0"]}, ["repeat_weekdays"]),
        (WEEKLY | {"repeat_weekdays": ["9"]}, ["repeat_weekdays"]),
        (WEEKLY | {"repeat_every": "0"}, ["repeat_every"]),
        (WEEKLY | {"repeats": "hourly"}, ["repeats"]),
        (WEEKLY | {"repeat_count": "1000"}, ["repeat_count"]),
        ({"status": "cancelled"}, ["status_reason"]),
        ({"registration_closes_at": "2026-06-05 12:00"}, ["registration_closes_at"]),
    ],
)
def test_form_refuses_a_series_that_is_not_clear(admin, agenda, fields, errors):
    response = create(admin, agenda, **fields)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == errors
    assert not EventPage.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"on": "2026-06-12", "kind": "skipped"}, "on"),
        ({"on": "2026-06-11", "kind": "cancelled"}, "reason"),
        ({"on": "2026-06-11", "kind": "moved"}, "starts_at"),
        ({"on": "2026-06-11", "kind": "moved", "starts_at": "2026-06-12 18:00"}, "ends_at"),
        (
            {"on": "2026-06-11", "kind": "moved", "starts_at": "2026-06-12 18:00", "ends_at": "2026-06-12 17:00"},
            "ends_at",
        ),
        (
            {"on": "2026-06-11", "kind": "moved", "starts_at": "2026-03-29 02:30", "ends_at": "2026-03-29 04:00"},
            "starts_at",
        ),
        ({"on": "2026-06-11", "kind": "postponed"}, "kind"),
    ],
)
def test_form_refuses_a_change_beside_its_field(admin, agenda, change, field):
    response = create(admin, agenda, **WEEKLY, date_changes=[change])
    assert response.status_code == 200
    assert [list(errors) for errors in response.context["form"].formsets["date_changes"].errors] == [[field]]
    assert not EventPage.objects.exists()


def test_form_refuses_two_changes_of_one_date_and_changes_of_what_happens_once(admin, agenda):
    change = {"on": "2026-06-11", "kind": "skipped"}
    twice = create(admin, agenda, **WEEKLY, date_changes=[change, change])
    assert twice.context["form"].formsets["date_changes"].non_form_errors() == [
        gettext("There are two changes of one date. Remove one of them.")
    ]
    once = create(admin, agenda, date_changes=[change])
    assert [list(errors) for errors in once.context["form"].formsets["date_changes"].errors] == [["on"]]
    assert not EventPage.objects.exists()


def test_question_with_a_list_needs_answers(admin, agenda):
    question = {"label": "Wat eet u?", "kind": "choice", "choices": "Alles\n\n"}
    response = create(admin, agenda, questions=[question])
    assert [list(errors) for errors in response.context["form"].formsets["questions"].errors] == [["choices"]]
    assert create(admin, agenda, questions=[question | {"choices": "Alles\nVegetarisch"}]).status_code == 302
    assert EventPage.objects.get().questions.get().label == "Wat eet u?"


def test_draft_may_be_half_filled_and_changes_nothing_outside_itself(admin, agenda):
    page = published(agenda)
    entry = bytes(FeedEntry.objects.get().ical)
    response = save(
        admin,
        page,
        title="",
        status="cancelled",
        repeats="weekly",
        date_changes=[{"on": "2026-06-11", "kind": "moved"}, {"on": "2026-06-18", "kind": "cancelled"}],
        questions=[{"label": "Wat eet u?", "kind": "choice"}],
    )
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["title"]
    fields = {"repeats": "weekly", "status": "cancelled", "questions": [{"label": "Wat eet u?", "kind": "choice"}]}
    changes = [{"on": "2026-06-11", "kind": "moved"}, {"on": "2026-06-18", "kind": "cancelled"}]
    assert save(admin, page, **fields, date_changes=changes).status_code == 302
    page.refresh_from_db()
    assert page.repeats == ""
    assert page.get_latest_revision_as_object().repeats == "weekly"
    assert bytes(FeedEntry.objects.get().ical) == entry
    assert admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    # What was left out must be there before it is published.
    assert admin.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form(**fields)).status_code == 200


def test_draft_that_waits_for_a_moderator_stays_complete(admin, agenda, editor):
    workflow = Workflow.objects.create(name="Goedkeuring")
    task = GroupApprovalTask.objects.create(name="Goedkeuring")
    task.groups.set(editor.groups.all())
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    page = draft(agenda)
    page.save_revision()
    workflow.start(page, editor)
    assert list(save(admin, page, repeats="weekly").context["form"].errors) == ["repeat_until"]
    assert save(admin, page, **WEEKLY).status_code == 302


def test_change_keeps_only_what_belongs_to_its_kind(admin, agenda):
    moved = {"starts_at": "2026-06-12 18:00", "ends_at": "2026-06-12 19:00"}
    create(admin, agenda, **WEEKLY, date_changes=[{"on": "2026-06-11", "kind": "skipped"} | moved])
    change = EventPage.objects.get().date_changes.get()
    assert (change.starts_at, change.ends_at) == (None, None)


def test_moved_date_of_whole_days_lasts_whole_days(admin, agenda):
    moved = {"starts_at": "2026-06-12 00:00", "ends_at": "2026-06-12 00:01"}
    create(admin, agenda, **WEEKLY, all_day="on", date_changes=[{"on": "2026-06-11", "kind": "moved"} | moved])
    change = EventPage.objects.get().date_changes.get()
    assert [timezone.localtime(moment).isoformat() for moment in (change.starts_at, change.ends_at)] == [
        "2026-06-12T00:00:00+02:00",
        "2026-06-12T23:59:00+02:00",
    ]


def test_editors_work_in_the_zone_of_the_site(admin):
    account = admin.get(reverse("wagtailadmin_account"))
    assert "current_time_zone" not in account.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_at", "2026-03-29 02:30"),
        ("starts_at", "2026-10-25 02:30"),
        ("ends_at", "2026-06-04 17:00"),
        ("ends_at", ""),
        ("languages", ["klingon"]),
        ("title", "Soep\x00eten"),
        ("online_url", "javascript:alert(1)"),
        ("price", "€ 4"),
    ],
)
def test_form_refuses_with_a_sentence_beside_the_field(admin, agenda, field, value):
    response = create(admin, agenda, **{field: value})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not EventPage.objects.exists()


def test_theme_that_is_not_in_the_list_is_not_made(admin, agenda, theme):
    create(admin, agenda, themes="Ontmoeting, Verzinsel")
    assert list(EventPage.objects.get().themes.all()) == [theme]


def test_wijk_editor_writes_in_the_own_wijk_alone(client, wijk_editor, wijk, other_wijk):
    client.force_login(wijk_editor)
    assert create(client, wijk).status_code == 302
    assert create(client, other_wijk, slug="elders").status_code == 302
    assert [page.get_parent().specific for page in EventPage.objects.all()] == [wijk]


def test_listing_shows_start_venue_and_whether_it_goes_ahead(admin, agenda):
    published(agenda, venue=Venue.objects.create(name="Buurthuis"), status="cancelled")
    text = admin.get(reverse("activities:index")).text
    for part in ("Soep eten", "4 juni 2026, 17:30", "Buurthuis", gettext("cancelled")):
        assert part in text


def test_venue_that_moves_moves_its_events_in_the_feeds(committing_client, agenda):
    venue = Venue.objects.create(name="Buurthuis")
    page = published(agenda, venue=venue)
    url = reverse("wagtailsnippets_events_venue:edit", args=[venue.pk])
    assert committing_client.post(url, {"name": "Wijkgebouw", "address": "Kade 2"}).status_code == 302
    entry = FeedEntry.objects.get(uid=page.uid)
    assert b"LOCATION:Wijkgebouw\\, Kade 2" in bytes(entry.ical)
    assert entry.sequence == 1


def test_theme_that_is_renamed_is_renamed_in_the_feeds(committing_client, agenda, theme):
    page = published(agenda, themes=[theme])
    url = reverse("wagtailsnippets_home_theme:edit", args=[theme.pk])
    assert committing_client.post(url, {"name": "Samen", "slug": "samen"}).status_code == 302
    entry = FeedEntry.objects.get(uid=page.uid)
    assert b"CATEGORIES:Samen" in bytes(entry.ical)
    assert entry.sequence == 0


def test_theme_that_is_deleted_leaves_the_feeds(committing_client, agenda, theme):
    page = published(agenda, themes=[theme])
    assert b"CATEGORIES:Ontmoeting" in bytes(page.feed_entry.ical)
    assert committing_client.post(reverse("wagtailsnippets_home_theme:delete", args=[theme.pk])).status_code == 302
    assert b"CATEGORIES" not in bytes(FeedEntry.objects.get(uid=page.uid).ical)


def test_facts_of_a_venue_are_yes_no_or_not_known(committing_client):
    venue = Venue.objects.create(name="Buurthuis")
    url = reverse("wagtailsnippets_events_venue:edit", args=[venue.pk])
    facts = {"has_lift": "true", "has_hearing_loop": "false", "public_transport": "Bus 6"}
    assert committing_client.post(url, {"name": "Buurthuis"} | facts).status_code == 302
    venue.refresh_from_db()
    assert (venue.has_lift, venue.has_hearing_loop, venue.has_quiet_room) == (True, False, None)
    assert venue.public_transport == "Bus 6"


def test_holiday_is_skipped_as_soon_as_it_is_saved(committing_client, agenda):
    page = repeated(agenda, skips_holidays=True)
    fields = {"name": "Zomer", "first_on": "2026-06-10", "last_on": "2026-06-20"}
    committing_client.post(reverse("wagtailsnippets_events_holiday:add"), fields)
    assert [on.day for on in page.occurrences.values_list("on", flat=True)] == [4, 25, 2]
    holiday = Holiday.objects.get()
    edit = reverse("wagtailsnippets_events_holiday:edit", args=[holiday.pk])
    committing_client.post(edit, fields | {"last_on": "2026-06-12"})
    assert [on.day for on in page.occurrences.values_list("on", flat=True)] == [4, 18, 25, 2]
    committing_client.post(reverse("wagtailsnippets_events_holiday:delete", args=[holiday.pk]))
    assert page.occurrences.count() == 5


def test_new_address_of_the_venue_of_one_date_is_told(committing_client, agenda):
    venue = Venue.objects.create(name="Buurthuis", address="Kade 1")
    page = repeated(agenda, changes=[change("2026-06-11", "moved", venue=venue)])
    committing_client.post(
        reverse("wagtailsnippets_events_venue:edit", args=[venue.pk]), {"name": "Buurthuis", "address": "Kade 2"}
    )
    assert b"LOCATION:Buurthuis\\, Kade 2" in bytes(page.feed_entry.ical)


def test_holiday_that_ends_before_it_begins_is_refused_beside_the_field(admin_client):
    fields = {"name": "Zomer", "first_on": "2026-06-10", "last_on": "2026-06-09"}
    response = admin_client.post(reverse("wagtailsnippets_events_holiday:add"), fields)
    assert response.context["form"].errors.keys() == {"last_on"}
    assert not Holiday.objects.exists()
