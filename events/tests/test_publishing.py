from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, Site

from events import publishing
from events.models import EventPage, FeedEntry, Listing, Occurrence, Venue

from .factories import EVENING, change, draft, publish, published, repeated

pytestmark = pytest.mark.django_db


def entry(page) -> FeedEntry:
    return FeedEntry.objects.get(uid=page.uid)


def listings(page) -> set[tuple[int, str]]:
    return set(Listing.objects.filter(entry=page.uid).values_list("page", "reason"))


def test_publication_writes_the_date_and_the_entry(agenda, home_page, wijk, theme):
    page = published(agenda, wijken=[wijk], themes=[theme], languages=["nl", "ar"])
    assert list(Occurrence.objects.values_list("event", "starts_at", "ends_at")) == [
        (page.pk, EVENING, EVENING + timedelta(minutes=90))
    ]
    found = entry(page)
    assert (found.event, found.sequence, found.is_withdrawn, found.languages) == (page, 0, False, " ar nl ")
    assert list(found.themes.all()) == [theme]
    assert listings(page) == {
        (page.pk, "self"),
        (agenda.pk, "above"),
        (home_page.pk, "above"),
        (wijk.pk, "wijk"),
    }


def test_draft_writes_nothing(agenda):
    draft(agenda).save_revision()
    assert not FeedEntry.objects.exists()
    assert not Occurrence.objects.exists()


def test_second_publication_without_change_changes_no_byte(agenda, wijk, theme):
    with time_machine.travel("2026-05-01T10:00:00Z", tick=False):
        page = published(agenda, wijken=[wijk], themes=[theme], description="<p>Kom <b>erbij</b>!</p>")
    before = FeedEntry.objects.values().get()
    with time_machine.travel("2026-05-02T10:00:00Z", tick=False):
        publish(page)
    assert FeedEntry.objects.values().get() == before


@pytest.mark.parametrize(
    ("change", "sequence"),
    [
        ({"description": "<p>Met brood.</p>"}, 0),
        ({"title": "Brood eten"}, 0),
        ({"starts_at": EVENING - timedelta(hours=1)}, 1),
        ({"ends_at": EVENING + timedelta(hours=3)}, 1),
        ({"all_day": True}, 1),
        ({"status": "changed"}, 1),
        ({"status": "cancelled", "status_reason": "Storm"}, 1),
        ({"online_url": "https://example.org/soep"}, 1),
    ],
)
def test_sequence_counts_date_time_place_and_status_alone(agenda, change, sequence):
    with time_machine.travel("2026-05-01T10:00:00Z", tick=False):
        page = published(agenda)
    with time_machine.travel("2026-05-02T10:00:00Z", tick=False):
        publish(page, **change)
    found = entry(page)
    assert found.sequence == sequence
    assert found.changed_at.isoformat() == "2026-05-02T10:00:00+00:00"
    assert b"LAST-MODIFIED:20260502T100000Z" in bytes(found.ical)
    assert b"DTSTAMP:20260502T100000Z" in bytes(found.ical)
    assert b"SEQUENCE:%d\r\n" % sequence in bytes(found.ical)


def test_sequence_rises_when_the_venue_moves(agenda):
    venue = Venue.objects.create(name="Buurthuis", address="Kade 1")
    page = published(agenda, venue=venue)
    venue.address = "Kade 2"
    venue.save()
    publishing.retell(venue.events.live())
    assert entry(page).sequence == 1
    assert b"LOCATION:Buurthuis\\, Kade 2" in bytes(entry(page).ical)


def test_sequence_rises_when_an_older_revision_comes_back(agenda):
    page = published(agenda)
    older = page.latest_revision
    page = publish(page, starts_at=EVENING + timedelta(days=1), ends_at=EVENING + timedelta(days=1, hours=1))
    older.publish()
    found = entry(page)
    assert found.sequence == 2
    assert found.starts_at == EVENING
    assert [date.starts_at for date in Occurrence.objects.all()] == [EVENING]


def test_unpublished_event_leaves_a_cancelled_entry_and_no_date(agenda):
    page = published(agenda, description="<p>Geheim.</p>")
    page.unpublish()
    found = entry(page)
    assert (found.is_withdrawn, found.sequence) == (True, 1)
    assert b"STATUS:CANCELLED" in bytes(found.ical)
    assert b"SUMMARY:GEANNULEERD: Soep eten" in bytes(found.ical)
    assert b"DESCRIPTION" not in bytes(found.ical)
    assert not Occurrence.objects.exists()


def test_unpublishing_twice_counts_once(agenda):
    page = published(agenda)
    page.unpublish()
    before = FeedEntry.objects.values().get()
    publishing.withdraw(page)
    assert FeedEntry.objects.values().get() == before


def test_event_published_again_is_on_again(agenda):
    page = published(agenda)
    page.unpublish()
    publish(EventPage.objects.get(pk=page.pk))
    found = entry(page)
    assert (found.is_withdrawn, found.sequence) == (False, 2)
    assert b"STATUS:CONFIRMED" in bytes(found.ical)


def test_deleted_event_leaves_an_entry_without_a_page(agenda, home_page):
    page = published(agenda)
    page.delete()
    found = entry(page)
    assert (found.is_withdrawn, found.event) == (True, None)
    assert listings(page) == {(agenda.pk, "above"), (home_page.pk, "above")}


def test_deletion_of_the_page_above_leaves_an_entry_on_the_pages_that_remain(agenda, home_page):
    page = published(agenda)
    Page.objects.get(pk=agenda.pk).delete()
    assert entry(page).is_withdrawn
    assert listings(page) == {(home_page.pk, "above")}


def test_deleted_draft_leaves_nothing(agenda):
    draft(agenda).delete()
    assert not FeedEntry.objects.exists()


def test_private_event_that_is_deleted_leaves_no_word(agenda):
    page = published(agenda)
    PageViewRestriction.objects.create(page=agenda, restriction_type=PageViewRestriction.LOGIN)
    page.delete()
    found = entry(page)
    assert (bytes(found.ical), bytes(found.atom), bytes(found.json)) == (b"", b"", b"")
    assert not FeedEntry.objects.current(EVENING.date()).exists()


def test_sequence_goes_on_after_an_event_was_private(agenda):
    page = published(agenda)
    page = publish(page, starts_at=EVENING - timedelta(hours=1))
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    page.unpublish()
    restriction.delete()
    publish(EventPage.objects.get(pk=page.pk))
    assert (entry(page).sequence, entry(page).is_withdrawn) == (2, False)


def test_translation_has_a_uid_and_an_entry_of_its_own(agenda, home_page):
    page = published(agenda, status="cancelled")
    english = Locale.objects.create(language_code="en")
    translated = page.copy_for_translation(english, copy_parents=True)
    publish(EventPage.objects.get(pk=translated.pk))
    assert translated.uid != page.uid
    assert b"SUMMARY:CANCELLED: Soep eten" in bytes(entry(translated).ical)


def test_moved_event_keeps_its_uid_and_is_listed_at_its_new_place(agenda, home_page, wijk):
    page = published(agenda)
    page.move(wijk, pos="last-child")
    found = entry(page)
    assert listings(page) == {
        (page.pk, "self"),
        *((above.pk, "above") for above in wijk.get_ancestors(inclusive=True).filter(depth__gt=1)),
    }
    assert found.sequence == 0
    assert b"URL:http://testserver/wijken/oeverwijk/soep-eten/" in bytes(found.ical)


def test_what_stands_below_a_moved_page_moves_along_withdrawn_or_not(agenda, wijk, home_page):
    there, gone = published(agenda), published(agenda, "Schaken")
    gone.delete()
    agenda.move(wijk, pos="last-child")
    above = {(page.pk, "above") for page in (home_page, wijk.get_parent(), wijk, agenda)}
    assert listings(there) == {(there.pk, "self"), *above}
    assert listings(gone) == above
    assert b"URL:http://testserver/wijken/oeverwijk/agenda/soep-eten/" in bytes(entry(there).ical)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_renamed_page_above_changes_the_address_and_neither_uid_nor_sequence(agenda):
    page = published(agenda)
    agenda.refresh_from_db()
    agenda.slug = "kalender-van-de-stad"
    agenda.save_revision().publish()
    found = entry(page)
    assert b"/kalender-van-de-stad/soep-eten/" in bytes(found.ical).replace(b"\r\n ", b"")
    assert found.sequence == 0


def test_alias_has_no_entry(agenda, wijk):
    page = published(agenda)
    page.create_alias(parent=wijk)
    publish(page, title="Brood eten")
    assert [found.uid for found in FeedEntry.objects.all()] == [page.uid]


def test_live_copy_has_an_entry_of_its_own(agenda):
    page = published(agenda)
    copy = page.copy(update_attrs={"slug": "nog-eens"})
    assert {found.uid for found in FeedEntry.objects.all()} == {page.uid, copy.uid}


def test_scheduled_publication_and_expiry_end_in_the_same_rows(agenda, django_capture_on_commit_callbacks):
    with time_machine.travel("2026-05-01T10:00:00Z", tick=False):
        page = draft(agenda)
        page.go_live_at = timezone.now() + timedelta(days=1)
        page.expire_at = timezone.now() + timedelta(days=3)
        page.save_revision().publish()
        assert not FeedEntry.objects.exists()
    with time_machine.travel("2026-05-02T11:00:00Z", tick=False):
        call_command("publish_scheduled")
        assert not entry(page).is_withdrawn
    with time_machine.travel("2026-05-04T11:00:00Z", tick=False):
        call_command("publish_scheduled")
        assert entry(page).is_withdrawn


@pytest.mark.parametrize(("status", "leaves_on"), [("planned", "2026-09-03"), ("cancelled", "2026-07-05")])
def test_event_leaves_the_feeds_after_its_window(agenda, status, leaves_on):
    assert entry(published(agenda, status=status)).leaves_on.isoformat() == leaves_on


def test_rebuild_changes_no_byte_where_nothing_changed(agenda):
    with time_machine.travel("2026-05-01T10:00:00Z", tick=False):
        published(agenda)
        repeated(agenda, changes=[change("2026-06-11", reason="Storm")])
        before = list(FeedEntry.objects.values())
    with time_machine.travel("2026-05-02T10:00:00Z", tick=False):
        assert publishing.rebuild() == 2
    assert list(FeedEntry.objects.values()) == before


def test_rebuild_heals_the_address_and_counts_nothing(agenda, home_page):
    page = repeated(agenda)
    site = Site.objects.get()
    site.hostname = "nieuw.example"
    site.save()
    Site.clear_site_root_paths_cache()
    call_command("rebuild_fragments", agenda.pk)
    assert b"URL:http://nieuw.example/agenda/soep-eten/" in bytes(entry(page).ical)
    assert entry(page).sequence == 0


def test_rebuild_heals_what_was_written_past_the_signals(agenda):
    gone, new = published(agenda), draft(agenda, "Schaken")
    EventPage.objects.filter(pk=gone.pk).update(live=False)
    EventPage.objects.filter(pk=new.pk).update(live=True)
    assert publishing.rebuild(agenda) == 1
    assert (entry(gone).is_withdrawn, entry(new).is_withdrawn) == (True, False)


def test_rebuild_refuses_an_unknown_page(agenda):
    with pytest.raises(CommandError, match=r"There is no page 4711\."):
        call_command("rebuild_fragments", agenda.pk, 4711)
