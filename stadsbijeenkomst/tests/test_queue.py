"""The moderators' screens: the queue with its trays and log, and the topics."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stadsbijeenkomst import grouping, moderation, notes, tables, trays
from stadsbijeenkomst.models import Decision, Group, Note, Question

PART = {"X-Part": "1"}


@pytest.fixture
def at_queue(client, moderator):
    moderator.user_permissions.add(Permission.objects.get(codename="moderate_note"))
    client.force_login(moderator)
    return client


@pytest.fixture
def place(meeting):
    return reverse("stadsbijeenkomst_queue", args=[meeting.pk])


@pytest.fixture
def desk(meeting):
    return reverse("stadsbijeenkomst_topics", args=[meeting.pk])


def press(note, verb, **more):
    return {"note": note.pk, "seen": note.changed_at.isoformat(), "verb": verb} | more


def chosen(*notes):
    return [f"{note.pk}@{note.changed_at.isoformat()}" for note in notes]


def test_note_in_focus_shows_what_must_be_looked_at(at_queue, place, say):
    say("Bel 06-12345678", approved=False)
    page = at_queue.get(place).text
    assert "<mark>06-12345678</mark>" in page
    assert "Oeverwijk" in page


def test_own_words_of_a_sensitive_note_stand_behind_a_disclosure_only(at_queue, place, say):
    note = say("Mijn buurvrouw Anja", approved=False)
    moderation.mark_sensitive(note.pk, note.changed_at)
    listed = at_queue.get(place, {"bak": "gevoelig"}).text
    before, _summary, after = listed.partition("<details><summary>")
    assert ("Anja" in before, "Anja" in after) == (False, True)
    log = at_queue.get(place, {"bak": "logboek"}).text
    assert "Anja" not in log


def test_neutral_line_is_displayed_and_a_refused_one_is_kept(at_queue, place, say):
    note = say("Mijn buurvrouw Anja", approved=False)
    refused = at_queue.post(place, press(note, "redact", line="x" * 1001))
    assert (refused.status_code, "x" * 1001 in refused.text) == (422, True)
    at_queue.post(place, press(note, "redact", line="Zorg om een buurvrouw"))
    assert Note.objects.on_display().worded().get().wording == "Zorg om een buurvrouw"


def test_decision_is_that_of_the_user_and_can_be_undone(at_queue, place, say, moderator):
    note = say("Koffie", approved=False)
    at_queue.post(place, press(note, "hide"))
    assert Decision.objects.get().moderator == moderator
    assert 'value="undo"' in at_queue.get(place, {"bak": "logboek"}).text
    at_queue.post(place, {"verb": "undo"})
    assert Note.objects.get().status == "pending"
    assert at_queue.post(place, {"verb": "undo"}, headers=PART).status_code == 200


def test_decision_of_a_colleague_is_undone_from_the_log(at_queue, place, say):
    note = say("Koffie", approved=False)
    moderation.hide(note.pk, note.changed_at)
    at_queue.post(place, {"verb": "undo", "decision": Decision.objects.get().pk})
    assert Note.objects.get().status == "pending"


def test_merge_puts_a_note_with_one_that_looks_alike(at_queue, place, say):
    other, note = say("Meer bankjes in het park"), say("Bankjes in het park!", approved=False)
    assert f'name="other" value="{other.pk}"' in at_queue.get(place).text
    at_queue.post(place, press(note, "merge", other=other.pk))
    assert Group.objects.get().notes.count() == 2
    third = say("Zitten", approved=False)
    at_queue.post(place, press(third, "put", group=Group.objects.get().pk))
    assert Group.objects.get().notes.count() == 3


def test_script_gets_the_next_note_and_a_sentence(at_queue, place, say):
    first, second, third = (say(words, approved=False) for words in ("een", "twee", "drie"))
    page = at_queue.post(place, press(first, "approve", next=second.pk), headers=PART).text
    assert (f'data-note="{second.pk}"' in page, "<html" in page) == (True, False)
    # The one that came next was decided about by a colleague: another one will do.
    moderation.hide(third.pk, third.changed_at)
    page = at_queue.post(place, press(second, "approve", next=third.pk), headers=PART).text
    assert "data-note=" not in page


def test_script_that_has_the_version_gets_nothing_and_else_what_a_colleague_did(at_queue, place, say, editor):
    note = say("Koffie", approved=False)
    version = at_queue.get(place).context["version"]
    asked = {"v": version, "notitie": note.pk, "gezien": note.changed_at.isoformat()}
    assert at_queue.get(place, asked, headers=PART).status_code == 204
    moderation.hide(note.pk, note.changed_at, editor)
    page = at_queue.get(place, asked, headers=PART).text
    assert "data-told>editor" in page


@pytest.mark.parametrize("tray", [*trays.TRAYS, "logboek", "gezocht", "x"])
def test_every_tray_is_shown(at_queue, place, say, tray):
    say("Koffie")
    assert at_queue.get(place, {"bak": tray, "notitie": "9" * 30}).status_code == 200


def test_search_finds_in_this_meeting_and_stands_in_no_address(at_queue, place, meeting, say):
    say("Koffie in de flat")
    say("Thee", approved=False)
    answer = at_queue.post(place, {"verb": "search", "zoek": "KOFFIE"})
    assert "offie" not in answer.headers["Location"].lower()
    page = at_queue.get(answer.headers["Location"]).text
    assert ("Koffie in de flat" in page, "Thee" in page) == (True, False)


def test_note_that_was_taken_back_is_nowhere(at_queue, place, say, table):
    note = say("Koffie", approved=False)
    notes.withdraw(tables.seat(table.code), note.device, note.client_uuid)
    assert "data-note=" not in at_queue.get(place, {"notitie": note.pk}).text
    assert at_queue.post(place, press(note, "approve"), headers=PART).status_code == 200
    assert Note.objects.get().status == "withdrawn"


def test_queue_costs_the_same_whatever_it_holds(at_queue, place, say):
    def count(**query):
        with CaptureQueriesContext(connection) as captured:
            assert at_queue.get(place, query).status_code == 200
        return len(captured)

    for tray in (*trays.TRAYS, "logboek"):
        say("Koffie bij de flat")
        say("Koffie wacht", approved=False)
        few = count(bak=tray), count(bak=tray)
        for number in range(3):
            say(f"Koffie {number} bij de flat")
            say(f"Koffie wacht {number}", approved=False)
        assert count(bak=tray) == few[1]


def test_broken_and_forged_buttons_are_refused(at_queue, place, desk, meeting, say):
    other = meeting.copy(update_attrs={"title": "Volgende", "slug": "volgende"})
    note = say("Koffie")
    group = grouping.begin(note.pk, note.changed_at).group
    note.refresh_from_db()
    elsewhere = [reverse(f"stadsbijeenkomst_{name}", args=[other.pk]) for name in ("queue", "topics")]
    decision = Decision.objects.first()
    forged = [
        (elsewhere[0], press(note, "hide")),
        (elsewhere[0], {"verb": "undo", "decision": decision.pk}),
        (elsewhere[1], {"verb": "move", "note": chosen(note), "target": "nieuw"}),
        (elsewhere[1], {"verb": "move", "group": group.pk, "target": "nieuw"}),
        (elsewhere[1], {"verb": "change", "group": group.pk, "title": "X", "seen": group.changed_at.isoformat()}),
        (desk, {"verb": "move", "note": chosen(note), "target": "99999"}),
        (desk, {"verb": "move", "note": f"{10**30}@x", "target": "los"}),
    ]
    assert [at_queue.post(address, sent).status_code for address, sent in forged] == [404] * len(forged)
    broken = [
        (desk, {"verb": "x"}),
        (desk, {"verb": "move", "note": f"{note.pk}@x", "target": "los"}),
        (place, {}),
    ]
    assert [at_queue.post(address, sent).status_code for address, sent in broken] == [400] * len(broken)
    assert at_queue.get("/admin/stadsbijeenkomsten/99999/onderwerpen/").status_code == 404
    assert Note.objects.get().status == "approved"


def test_menu_leads_to_the_meeting_that_goes_on(at_queue, meeting, place):
    meeting.copy(
        update_attrs={"title": "Volgende", "slug": "volgende", "starts_at": meeting.starts_at + timedelta(minutes=5)}
    )
    menu = reverse("stadsbijeenkomst_moderation")
    assert menu in at_queue.get(reverse("wagtailadmin_home")).text
    assert at_queue.get(menu).headers["Location"] == place


def test_menu_without_a_meeting_says_that_there_is_none(at_queue):
    nowhere = at_queue.get(reverse("stadsbijeenkomst_moderation"), follow=True)
    assert nowhere.redirect_chain == [(reverse("wagtailadmin_home"), 302)]
    assert "Er is nog geen stadsbijeenkomst." in nowhere.text


def test_topics_are_for_who_may(client, editor, desk):
    client.force_login(editor)
    assert [client.get(desk).status_code, client.post(desk).status_code] == [302, 302]


def test_chosen_notes_move_to_a_new_topic_and_on(at_queue, desk, say):
    heap = [say(words) for words in ("Bankjes", "Stoelen", "Een bus")]
    at_queue.post(desk, {"verb": "move", "note": chosen(*heap[:2]), "target": "nieuw", "title": "Zitten"})
    group = Group.objects.get()
    assert (group.title, set(group.notes.all())) == ("Zitten", set(heap[:2]))
    at_queue.post(desk, {"verb": "move", "note": chosen(heap[2]), "target": group.pk})
    assert group.notes.count() == 3
    assert "Zitten" in at_queue.get(desk).text
    moved = Note.objects.get(pk=heap[2].pk)
    at_queue.post(desk, {"verb": "move", "note": chosen(moved), "target": "los"})
    assert group.notes.count() == 2


def test_whole_topics_move_together(at_queue, desk, say):
    heap = [say(words) for words in ("Bankjes", "Stoelen", "Een bus", "Een taxi")]
    for pair in (heap[:2], heap[2:]):
        at_queue.post(desk, {"verb": "move", "note": chosen(*pair), "target": "nieuw"})
    groups = list(Group.objects.all())
    at_queue.post(desk, {"verb": "move", "group": [group.pk for group in groups], "target": "nieuw", "title": "Al"})
    assert [group.title for group in grouping.shown(heap[0].meeting_id)] == ["Al"]
    assert Group.objects.get(title="Al").notes.count() == 4


def test_what_a_colleague_moved_stays_and_the_rest_moves(at_queue, desk, say):
    note, other = say("Bankjes"), say("Stoelen")
    grouping.begin(note.pk, note.changed_at, "Van een collega")
    sent = {"verb": "move", "note": chosen(note, other), "target": "nieuw", "title": "Mijn"}
    page = at_queue.post(desk, sent, headers=PART).text
    assert str(moderation.ChangedMeanwhile.sentence) in page
    assert [Note.objects.get(pk=one.pk).group.title for one in (note, other)] == ["Van een collega", "Mijn"]


def test_topic_gets_a_title_and_a_theme(at_queue, desk, say, theme):
    note = say("Bankjes")
    group = grouping.begin(note.pk, note.changed_at).group
    sent = {"verb": "change", "group": group.pk, "seen": group.changed_at.isoformat(), "title": "Zitten"}
    at_queue.post(desk, sent | {"theme": theme.pk})
    group.refresh_from_db()
    assert (group.title, group.theme) == ("Zitten", theme)
    page = at_queue.post(desk, sent | {"title": "Later"}, headers=PART).text
    assert str(moderation.ChangedMeanwhile.sentence) in page


def test_suggestions_are_made_when_asked_for_and_can_be_dismissed(at_queue, desk, say):
    heap = [say(words) for words in ("Meer bankjes", "Bankjes bij de flat", "Een bus")]
    say("Meer bankjes", Question.IMPROVE)
    assert at_queue.get(desk).context["suggestions"] == []
    found = at_queue.get(desk, {"lijkt": 1}).context["suggestions"]
    assert [[slip.id for slip in one.slips] for one in found] == [[heap[0].pk, heap[1].pk]]
    at_queue.post(desk, {"verb": "dismiss", "key": found[0].key})
    assert at_queue.get(desk, {"lijkt": 1}).context["suggestions"] == []


def test_topics_of_one_wijk(at_queue, desk, say, other_table, wijk):
    say("Koffie")
    say("Thee", at=other_table)
    page = at_queue.get(desk, {"wijk": wijk.pk}).text
    assert ("Koffie" in page, "Thee" in page) == (True, False)


def test_topics_cost_the_same_whatever_they_hold(at_queue, desk, say):
    def count():
        with CaptureQueriesContext(connection) as captured:
            assert at_queue.get(desk, {"lijkt": 1}).status_code == 200
        return len(captured)

    def two():
        pair = [say("Bankjes bij de flat"), say("Bankjes in het park")]
        at_queue.post(desk, {"verb": "move", "note": chosen(*pair), "target": "nieuw"})
        say("Een bus")

    two()
    count()
    few = count()
    two()
    two()
    assert count() == few


def test_search_for_what_no_database_keeps_finds_the_rest(at_queue, place, say):
    say("Koffie in de flat")
    answer = at_queue.post(place, {"verb": "search", "zoek": "Kof\0fie"})
    assert "Koffie in de flat" in at_queue.get(answer.headers["Location"]).text
