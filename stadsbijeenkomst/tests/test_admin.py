import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from openpyxl import load_workbook

from stadsbijeenkomst import moderation
from stadsbijeenkomst.models import Note, NoteDeletion, StadsbijeenkomstPage, Table


def allow(user, *codenames):
    user.user_permissions.add(
        *Permission.objects.filter(content_type__app_label="stadsbijeenkomst", codename__in=codenames)
    )
    return user


@pytest.fixture
def at_queue(client, moderator):
    client.force_login(allow(moderator, "moderate_note", "view_note"))
    return client


@pytest.fixture
def at_desk(client, moderator):
    client.force_login(allow(moderator, "moderate_note", "change_proceedings", "change_table", "view_note"))
    return client


def decision(note, verb, changes=()):
    return {"note": note.pk, "seen": note.changed_at.isoformat(), "verb": verb} | dict(changes)


def test_queue_shows_what_waits_and_nothing_else(at_queue, meeting, say):
    say("klaar")
    say("<b>wacht</b>", approved=False)
    page = at_queue.get(reverse("stadsbijeenkomst_queue", args=[meeting.pk]))
    assert ("klaar" in page.text, "&lt;b&gt;wacht" in page.text) == (False, True)


@pytest.mark.parametrize(
    ("verb", "status"), [("approve", "approved"), ("hide", "hidden"), ("mark_sensitive", "hidden")]
)
def test_button_decides(at_queue, meeting, say, verb, status):
    note = say("Koffie", approved=False)
    place = reverse("stadsbijeenkomst_queue", args=[meeting.pk])
    assert at_queue.post(place, decision(note, verb)).headers["Location"] == place
    assert Note.objects.get().status == status


def test_moderator_who_comes_second_is_told_so(at_queue, meeting, say):
    note = say("Koffie", approved=False)
    moderation.hide(note.pk, note.changed_at)
    page = at_queue.post(reverse("stadsbijeenkomst_queue", args=[meeting.pk]), decision(note, "approve"), follow=True)
    assert str(moderation.ChangedMeanwhile.sentence) in page.text
    assert Note.objects.get().status == "hidden"


@pytest.mark.parametrize(
    "changes",
    [{"verb": "x"}, {"note": "x"}, {"note": 10**30}, {"note": 10**9}, {"seen": "x"}, {"seen": "0001-01-01T00:00:00"}],
)
def test_broken_button_is_a_bad_request(at_queue, meeting, say, changes):
    note = say("Koffie", approved=False)
    place = reverse("stadsbijeenkomst_queue", args=[meeting.pk])
    assert at_queue.post(place, decision(note, "approve", changes)).status_code == 400
    assert Note.objects.get().status == "pending"


def test_note_of_another_meeting_is_not_decided_here(at_queue, meeting, say):
    other = meeting.copy(update_attrs={"title": "Volgende", "slug": "volgende"})
    note = say("Koffie", approved=False)
    place = reverse("stadsbijeenkomst_queue", args=[other.pk])
    assert at_queue.post(place, decision(note, "approve")).status_code == 404


def test_queue_and_desk_are_for_who_may(client, editor, meeting):
    client.force_login(editor)
    places = [reverse(f"stadsbijeenkomst_{name}", args=[meeting.pk]) for name in ("queue", "desk", "cards")]
    assert [client.get(place).status_code for place in places] == [302, 302, 302]


def test_dashboard_counts_what_waits(at_queue, meeting, say):
    say("Koffie", approved=False)
    page = at_queue.get(reverse("wagtailadmin_home"))
    assert "Samen aan tafel: 1" in page.text


def test_cards_show_code_and_square_of_each_table_in_use(at_desk, table, other_table):
    Table.objects.filter(pk=other_table.pk).update(revoked_at="2026-01-01T00:00Z")
    page = at_desk.get(reverse("stadsbijeenkomst_cards", args=[table.meeting_id])).text
    assert f"{table.code[:3]} {table.code[3:]}" in page
    assert page.count("data:image/svg+xml") == 1
    assert other_table.code[:3] + " " + other_table.code[3:] not in page


def test_table_is_corrected_in_its_own_view(at_desk, table):
    place = reverse("stadsbijeenkomst_tables:edit", args=[table.pk])
    assert at_desk.get(place).status_code == 200
    at_desk.post(place, {"number": 7, "wijk": table.wijk_id, "topic": ""})
    assert Table.objects.get().number == 7


REGISTER = "/admin/stadsbijeenkomst/note/"


def test_register_shows_filters_and_inspects(at_queue, meeting, say):
    note = say("Koffie")
    assert "Koffie" in at_queue.get(REGISTER).text
    other = meeting.copy(update_attrs={"title": "Volgende", "slug": "volgende"})
    found = [
        {"status__exact": "hidden"},
        {"meeting__page_ptr__exact": other.pk},
        {"meeting__page_ptr__exact": meeting.pk},
        {"q": "thee"},
    ]
    assert ["Koffie" in at_queue.get(REGISTER, query).text for query in found] == [False, False, True, False]
    assert "Koffie" in at_queue.get(f"{REGISTER}inspect/{note.pk}/").text
    assert [at_queue.get(f"{REGISTER}{verb}").status_code for verb in ("create/", f"edit/{note.pk}/")] == [302, 302]


def test_export_computes_no_formula_and_tells_nothing_sensitive(at_queue, say):
    say("=1+1")
    private = say("te persoonlijk")
    moderation.mark_sensitive(private.pk, private.changed_at)
    sheet = b"".join(at_queue.get(REGISTER, {"export": "csv"}).streaming_content).decode()
    texts = {row[4] for row in csv.reader(io.StringIO(sheet))}
    assert "'=1+1" in texts
    assert "persoonlijk" not in sheet
    book = load_workbook(io.BytesIO(b"".join(at_queue.get(REGISTER, {"export": "xlsx"}).streaming_content)))
    cells = [cell for row in book.active.rows for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert "te persoonlijk" not in {cell.value for cell in cells}


def test_no_register_tells_what_a_sensitive_note_says(at_queue, moderator, say):
    allow(moderator, "view_decision", "view_notedeletion")
    first, second = say("Anja drinkt"), say("Anja van hiernaast")
    moderation.mark_sensitive(first.pk, first.changed_at)
    second = moderation.mark_sensitive(second.pk, second.changed_at)
    moderation.redact(second.pk, second.changed_at, "Zorg om een buurvrouw")
    register = at_queue.get(REGISTER)
    assert [word in register.text for word in ("Anja", "(gevoelig)", "Zorg om een buurvrouw")] == [False, True, True]
    found = {word: at_queue.get(REGISTER, {"q": word}).context["result_count"] for word in ("Anja", "Zorg")}
    assert found == {"Anja": 0, "Zorg": 1}
    decisions = "/admin/stadsbijeenkomst/decision/"
    pages = [at_queue.get(f"{REGISTER}inspect/{first.pk}/"), at_queue.get(decisions)]
    assert ["Anja" in page.text for page in pages] == [False, False]
    for address in (REGISTER, decisions):
        sheet = b"".join(at_queue.get(address, {"export": "csv"}).streaming_content).decode()
        assert ("Anja" in sheet, "Zorg om een buurvrouw" in sheet) == (False, True)


def test_registers_of_decisions_and_deletions_are_to_look_at(at_queue, moderator, meeting, say):
    allow(moderator, "view_decision", "view_notedeletion")
    decision = say("Koffie").decisions.get()
    NoteDeletion.objects.create(
        meeting_uid=meeting.translation_key, meeting_title="Toen", reason="retention", number=7
    )
    places = ["/admin/stadsbijeenkomst/decision/", "/admin/stadsbijeenkomst/notedeletion/"]
    assert [word in at_queue.get(place).text for place, word in zip(places, ("Koffie", "Toen"), strict=True)] == [
        True
    ] * 2
    assert [at_queue.get(place + "create/").status_code for place in places] == [302, 302]
    assert at_queue.get(f"{places[0]}edit/{decision.pk}/").status_code == 302


def test_meeting_with_notes_is_not_deleted(admin_client, meeting, say):
    say("Koffie")
    for page in (meeting, meeting.get_parent()):
        answer = admin_client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        assert answer.headers["Location"] == reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    assert admin_client.post(f"{bulk}?id={meeting.pk}").status_code == 302
    assert StadsbijeenkomstPage.objects.count() == 1


def test_table_with_notes_is_not_deleted(admin_client, table, other_table, say):
    say("Koffie")
    for each in (table, other_table):
        answer = admin_client.post(reverse("stadsbijeenkomst_tables:delete", args=[each.pk]), follow=True)
        assert answer.status_code == 200
    assert list(Table.objects.all()) == [table]


def test_meeting_without_notes_is_deleted(admin_client, meeting, table):
    admin_client.post(reverse("wagtailadmin_pages:delete", args=[meeting.pk]))
    assert (StadsbijeenkomstPage.objects.count(), Table.objects.count()) == (0, 0)


def test_page_in_the_admin_leads_to_its_desk(admin_client, meeting):
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[meeting.pk])).text
    assert reverse("stadsbijeenkomst_desk", args=[meeting.pk]) in page
