from uuid import uuid4

import pytest
from django.db import connection
from wagtail.models import Page

from stadsbijeenkomst import drafting, moderation, notes, report, report_lines
from stadsbijeenkomst.models import Group, Note, Proceedings, ReportFile, ReportLine, ReportPage


def lines() -> list[tuple[str, int]]:
    return list(ReportLine.objects.order_by("position", "id").values_list("text", "count"))


def change(line, **values):
    asked = {"text": line.text, "position": line.position, "theme_id": line.theme_id, "left_out": line.left_out}
    return report_lines.Change(line=line.pk, seen=report_lines.seal(line), **asked | values)


def test_draft_is_a_page_that_only_editors_see(meeting, say, editor):
    say("Koffie")
    page = drafting.draft(meeting, editor)
    assert (page.live, page.slug, page.owner) == (False, "verslag", editor)
    assert lines() == [("Koffie", 1)]
    assert Note.objects.get().line == ReportLine.objects.get()
    assert drafting.draft(meeting, editor).pk == page.pk


def test_made_again_it_takes_new_notes_in_and_keeps_what_an_editor_wrote(meeting, say, theme):
    say("Koffie")
    say("Thee")
    page = drafting.draft(meeting)
    first, second = page.lines.all()
    report_lines.rewrite(page, [change(first, text="Er is koffie"), change(second, theme_id=theme.pk)])
    say("Bankje")
    drafting.draft(meeting)
    assert lines() == [("Er is koffie", 1), ("Thee", 1), ("Bankje", 1)]
    assert ReportLine.objects.get(text="Thee").theme == theme


def test_made_again_lines_of_one_topic_become_one(meeting, say):
    first, second, third = say("Koffie"), say("Thee"), say("Chocola")
    page = drafting.draft(meeting)
    report_lines.rewrite(page, [change(page.lines.get(text="Thee"), text="Er is thee")])
    group = Group.objects.create(meeting=meeting, question="good", title="Iets warms")
    Note.objects.filter(pk__in=[first.pk, third.pk]).update(group=group)
    drafting.draft(meeting)
    assert lines() == [("Iets warms", 2), ("Er is thee", 1)]
    Note.objects.filter(pk=second.pk).update(group=group)
    drafting.draft(meeting)
    assert lines() == [("Er is thee", 3)]


def test_made_again_a_topic_that_fell_apart_becomes_lines(meeting, say):
    first, second = say("Koffie"), say("Thee")
    group = Group.objects.create(meeting=meeting, question="good", title="Iets warms")
    Note.objects.filter(pk__in=[first.pk, second.pk]).update(group=group)
    drafting.draft(meeting)
    Note.objects.update(group=None)
    drafting.draft(meeting)
    assert lines() == [("Koffie", 1), ("Thee", 1)]


def test_line_outlives_its_notes(meeting, say):
    say("Koffie")
    drafting.draft(meeting)
    Note.objects.all().delete()
    drafting.draft(meeting)
    assert lines() == [("Koffie", 1)]


@pytest.mark.parametrize("many", [1, 300])
def test_many_notes_take_few_queries(meeting, table, django_assert_max_num_queries, many):
    drafting.draft(meeting)
    Note.objects.bulk_create(
        Note(
            meeting=meeting,
            table=table,
            client_uuid=f"00000000-0000-0000-0000-{number:012}",
            device=f"00000000-0000-0000-0000-{number:012}",
            question="good",
            text=f"Inbreng {number}",
            status="approved",
        )
        for number in range(many)
    )
    with django_assert_max_num_queries(20):
        drafting.draft(meeting)
    assert report.read(meeting).notes == many


def test_line_follows_a_note_that_is_hidden_and_approved_again(meeting, say):
    note = say("Koffie")
    page = drafting.draft(meeting)
    ReportFile.objects.create(report=page, version="x", content=b"x")
    note = moderation.hide(note.pk, note.changed_at)
    assert lines() == [("", 0)]
    assert not ReportFile.objects.exists()
    assert report.read(meeting).notes == 0
    moderation.approve(note.pk, note.changed_at)
    assert lines() == [("Koffie", 1)]


def test_line_follows_a_neutral_line_unless_an_editor_wrote_it(meeting, say):
    first, second = say("Koffie bij Anna"), say("Thee bij Bram")
    page = drafting.draft(meeting)
    report_lines.rewrite(page, [change(page.lines.get(text="Thee bij Bram"), text="Er is thee")])
    moderation.redact(first.pk, first.changed_at, "Koffie bij een buurvrouw")
    moderation.redact(second.pk, second.changed_at, "Thee bij een buurman")
    assert lines() == [("Koffie bij een buurvrouw", 1), ("Er is thee", 1)]


def test_withdrawn_note_leaves_its_line(meeting, say, seat):
    first, second = say("Koffie"), say("Thee")
    group = Group.objects.create(meeting=meeting, question="good", title="Koffie")
    Note.objects.filter(pk__in=[first.pk, second.pk]).update(group=group)
    drafting.draft(meeting)
    assert lines() == [("Koffie", 2)]
    notes.withdraw(seat, first.device, first.client_uuid)
    assert lines() == [("Thee", 1)]
    notes.withdraw(seat, second.device, second.client_uuid)
    assert lines() == [("", 0)]


def test_note_that_answers_another_question_leaves_its_line(meeting, say, seat):
    note = say("Koffie")
    drafting.draft(meeting)
    notes.change(seat, note.device, note.client_uuid, "action", "Koffie zetten")
    note.refresh_from_db()
    assert (note.line, lines()) == (None, [("", 0)])


def test_new_note_costs_two_inserts_also_when_there_is_a_report(
    meeting, say, seat, django_assert_num_queries, publish_report
):
    say("Koffie")
    publish_report()
    # Besides the inserts the two of the savepoint, and on PostgreSQL the turn of the journal.
    with django_assert_num_queries(5 if connection.vendor == "postgresql" else 4):
        notes.submit(seat, uuid4(), uuid4(), "good", "Thee")


def test_meeting_knows_when_its_report_is_public(meeting, say, publish_report):
    say("Koffie")
    page = publish_report()
    first = Proceedings.objects.get().report_published_at
    assert first is not None
    page.unpublish()
    assert Proceedings.objects.get().report_published_at is None


def test_page_that_is_published_by_hand_gets_its_lines(meeting, say):
    say("Koffie")
    page = meeting.add_child(instance=ReportPage(title="Verslag", slug="verslag", live=False))
    page.save_revision().publish()
    assert lines() == [("Koffie", 1)]


def test_report_is_deleted_alone_and_with_its_meeting(admin_client, meeting, publish_report):
    publish_report().delete()
    assert Proceedings.objects.get().report_published_at is None
    publish_report()
    Page.objects.get(pk=meeting.pk).delete()
    assert (ReportPage.objects.count(), ReportLine.objects.count(), Proceedings.objects.count()) == (0, 0, 0)


def test_line_that_changed_meanwhile_is_not_overwritten(meeting, say):
    note = say("Koffie bij Anna")
    say("Thee")
    page = drafting.draft(meeting)
    first, second = page.lines.all()
    moderation.redact(note.pk, note.changed_at, "Koffie bij een buurvrouw")
    with pytest.raises(report_lines.ChangedMeanwhile) as refusal:
        report_lines.rewrite(page, [change(first), change(second, text="Er is thee")])
    assert refusal.value.lines == [first.pk]
    assert lines() == [("Koffie bij een buurvrouw", 1), ("Thee", 1)]


def test_line_that_is_left_out_is_in_no_number(meeting, say):
    say("Koffie")
    say("Thee")
    page = drafting.draft(meeting)
    report_lines.rewrite(page, [change(page.lines.get(text="Thee"), left_out=True)])
    assert report.read(meeting).notes == 1
    drafting.draft(meeting)
    assert report.read(meeting).notes == 1


def test_line_of_another_report_is_not_written(meeting, say):
    say("Koffie")
    page = drafting.draft(meeting)
    other = meeting.copy(update_attrs={"title": "Volgende", "slug": "volgende"}, recursive=False)
    elsewhere = drafting.draft(other)
    with pytest.raises(report_lines.ChangedMeanwhile):
        report_lines.rewrite(elsewhere, [change(page.lines.get(), text="x")])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_note_that_is_hidden_while_the_report_is_made_leaves_it(meeting, say, during):
    note = say("Koffie bij Anna")
    during(lambda: drafting.draft(meeting), lambda: moderation.hide(note.pk, note.changed_at))
    assert lines() == [("", 0)]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_report_is_made_once_when_two_editors_press(meeting, say, during):
    say("Koffie")
    during(lambda: drafting.draft(meeting), lambda: drafting.draft(meeting))
    assert (ReportPage.objects.count(), lines()) == (1, [("Koffie", 1)])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_an_editor_saves_while_notes_are_taken_in_stays(meeting, say, during):
    say("Koffie")
    page = drafting.draft(meeting)
    written = change(page.lines.get(), text="Er is koffie")
    during(lambda: report_lines.rewrite(page, [written]), lambda: drafting.draft(meeting))
    assert lines() == [("Er is koffie", 1)]
