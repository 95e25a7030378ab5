import pytest
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.test.utils.form_data import rich_text

from events.models import EventPage, FeedEntry, Venue

from .factories import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, editor):
    client.force_login(editor)
    return client


def form(**fields) -> dict:
    return {
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
        "action-publish": "action-publish",
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
    } | fields


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


def test_venue_that_moves_moves_its_events_in_the_feeds(admin_client, agenda):
    venue = Venue.objects.create(name="Buurthuis")
    page = published(agenda, venue=venue)
    url = reverse("wagtailsnippets_events_venue:edit", args=[venue.pk])
    assert admin_client.post(url, {"name": "Wijkgebouw", "address": "Kade 2"}).status_code == 302
    entry = FeedEntry.objects.get(uid=page.uid)
    assert b"LOCATION:Wijkgebouw\\, Kade 2" in bytes(entry.ical)
    assert entry.sequence == 1


def test_theme_that_is_renamed_is_renamed_in_the_feeds(admin_client, agenda, theme):
    page = published(agenda, themes=[theme])
    url = reverse("wagtailsnippets_home_theme:edit", args=[theme.pk])
    assert admin_client.post(url, {"name": "Samen", "slug": "samen"}).status_code == 302
    entry = FeedEntry.objects.get(uid=page.uid)
    assert b"CATEGORIES:Samen" in bytes(entry.ical)
    assert entry.sequence == 0
