import pytest
from django.utils.translation import gettext as _

from stadsbijeenkomst import moderation, proceedings, report, tables
from stadsbijeenkomst.models import Proceedings, Question


def test_report_has_a_chapter_per_wijk_and_one_for_the_city(meeting, say, table, other_table):
    citywide = tables.add(meeting, topic="Vervoer")
    say("Koffie")
    say("Bankjes", Question.IMPROVE)
    say("Bus", Question.ACTION, at=citywide)
    say("Thee", at=other_table)
    found = report.collect(meeting)
    assert (found.title, found.theme, found.place, found.tables, found.notes) == (
        "Samen aan tafel",
        "Eenzaamheid",
        "Stadszaal",
        3,
        4,
    )
    assert [(chapter.title, chapter.slug, chapter.tables, chapter.notes) for chapter in found.chapters] == [
        ("Molenwijk", "molenwijk", 1, 1),
        ("Oeverwijk", "oeverwijk", 1, 2),
        (_("Whole city"), "stadsbreed", 1, 1),
    ]
    assert [answers.lines for answers in found.chapter("oeverwijk").answers] == [("Koffie",), ("Bankjes",), ()]
    assert found.chapter("elders") is None


def test_only_approved_notes_that_are_not_sensitive_enter_the_report(meeting, say):
    say("wacht", approved=False)
    hidden, private = say("verborgen"), say("gevoelig")
    moderation.hide(hidden.pk, hidden.changed_at)
    moderation.mark_sensitive(private.pk, private.changed_at)
    say("zichtbaar")
    assert [answers.lines for answers in report.collect(meeting).chapters[0].answers] == [("zichtbaar",), (), ()]


@pytest.mark.parametrize("many", [1, 3])
def test_queries_do_not_grow_with_notes_and_tables(meeting, say, wijk, django_assert_num_queries, many):
    for number in range(many):
        say(f"Koffie {number}", at=tables.add(meeting, wijk))
    with django_assert_num_queries(2):
        report.collect(meeting)


def test_decision_about_a_note_in_a_public_report_is_seen_on_the_row_of_the_report(meeting, say):
    """The page cache looks at that row and not at notes."""
    note = say("Koffie")
    assert Proceedings.objects.get().report_changed_at is None
    proceedings.publish_report(meeting)
    moderation.hide(note.pk, note.changed_at)
    assert Proceedings.objects.get().report_changed_at is not None
