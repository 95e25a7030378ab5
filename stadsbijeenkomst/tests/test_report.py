from datetime import date
from decimal import Decimal
from random import Random

import pytest
from django.utils.translation import gettext as _
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from coalitions import follow_up
from coalitions.models import CoalitionPage
from home.models import Figure
from stadsbijeenkomst import drafting, moderation, proceedings, report, tables
from stadsbijeenkomst.models import Group, Note, Question, Vote


def lists(found: report.Report, slug: str) -> list[list[tuple[str, int]]]:
    return [[(line.text, line.count) for line in answers.lines] for answers in found.chapter(slug).answers]


def together(*notes: Note, title: str = "Samen") -> Group:
    group = Group.objects.create(meeting_id=notes[0].meeting_id, question=notes[0].question, title=title)
    Note.objects.filter(pk__in=[note.pk for note in notes]).update(group=group)
    return group


def test_report_has_a_chapter_per_wijk_and_one_for_the_city(meeting, say, table, other_table):
    citywide = tables.add(meeting, topic="Vervoer")
    say("Koffie")
    say("Bankjes", Question.IMPROVE)
    say("Bus", Question.ACTION, at=citywide)
    say("Thee", at=other_table)
    found = report.read(meeting)
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
    assert lists(found, "oeverwijk") == [[("Koffie", 1)], [("Bankjes", 1)], []]
    assert found.chapter("elders") is None


def test_line_is_a_group_within_a_wijk_or_a_note_of_its_own(meeting, say, other_table, theme):
    first, second, alone = say("Koffie"), say("Thee"), say("Bankje")
    elsewhere = say("Warme chocola", at=other_table)
    group = together(first, second, elsewhere, title="Iets warms")
    Group.objects.filter(pk=group.pk).update(theme=theme)
    found = report.read(meeting)
    assert lists(found, "oeverwijk")[0] == [("Iets warms", 2), (alone.text, 1)]
    assert lists(found, "molenwijk")[0] == [("Warme chocola", 1)]
    assert [(one.name, one.by_question) for one in found.themes] == [("Ontmoeting", (3, 0, 0)), ("", (1, 0, 0))]


def test_only_approved_notes_that_are_not_sensitive_enter_the_report(meeting, say):
    say("wacht", approved=False)
    hidden, private, told = say("verborgen"), say("gevoelig"), say("te persoonlijk")
    moderation.hide(hidden.pk, hidden.changed_at)
    moderation.mark_sensitive(private.pk, private.changed_at)
    told = moderation.mark_sensitive(told.pk, told.changed_at)
    moderation.redact(told.pk, told.changed_at, "Iemand vertelt over verlies")
    say("zichtbaar")
    assert lists(report.read(meeting), "oeverwijk") == [[("Iemand vertelt over verlies", 1), ("zichtbaar", 1)], [], []]


def test_votes_are_told_after_the_voting_only(meeting, say):
    first, second, third = say("Koffie", Question.ACTION), say("Thee", Question.ACTION), say("Bus", Question.ACTION)
    warm, bus = together(first, second, title="Iets warms"), together(third, title="Bus")
    for slot, group in enumerate([warm, bus]):
        Vote.objects.create(meeting=meeting, group=group, voter="00000000-0000-0000-0000-000000000001", slot=slot)
    Vote.objects.create(meeting=meeting, group=bus, voter="00000000-0000-0000-0000-000000000002", slot=0)
    proceedings.enter(meeting, "prioritise")
    meeting.refresh_from_db()
    assert report.read(meeting).topics == ()
    proceedings.enter(meeting, "actions")
    meeting.refresh_from_db()
    topics = report.read(meeting).topics
    assert topics == (report.Topic("Bus", "action", 2), report.Topic("Iets warms", "action", 1))
    drafting.draft(meeting)
    assert report.read(meeting).topics == topics


def test_actions_of_the_meeting_say_who_what_and_when(meeting, wijk):
    values = {"first_step": "Zaal vragen", "due_on": date(2026, 3, 1), "owner": "buurthuis"}
    follow_up.propose(title="Soep op dinsdag", source=meeting, **values)
    follow_up.propose(title="Van een ander", **values)
    (promise,) = report.read(meeting).promises
    assert (promise.title, promise.who, promise.first_step, promise.due_on) == (
        "Soep op dinsdag",
        "buurthuis",
        "Zaal vragen",
        date(2026, 3, 1),
    )
    assert (promise.seeks_lead, promise.coalition) == (True, "")


def test_coalition_that_is_not_public_has_no_name_in_the_report(meeting, home_page):
    coalition = home_page.add_child(instance=CoalitionPage(title="Geheime club", slug="club", goal="x"))
    CoalitionPage.objects.update(live=False)
    values = {"first_step": "Zaal vragen", "due_on": date(2026, 3, 1), "owner": "buurthuis"}
    follow_up.propose(title="Soep op dinsdag", source=meeting, coalition=coalition, **values)
    (promise,) = report.read(meeting).promises
    assert (promise.seeks_lead, promise.coalition) == (False, "")
    CoalitionPage.objects.update(live=True)
    PageViewRestriction.objects.create(page=coalition, restriction_type=PageViewRestriction.LOGIN)
    assert report.read(meeting).promises == ()


def test_topic_is_told_in_the_words_of_an_editor(meeting, say, other_table):
    group = together(say("Koffie"), say("Thee", at=other_table), say("Melk", at=other_table), title="Bij Anna thuis")
    Vote.objects.create(meeting=meeting, group=group, voter="00000000-0000-0000-0000-000000000001", slot=0)
    proceedings.enter(meeting, "actions")
    meeting.refresh_from_db()
    line = drafting.draft(meeting).lines.get(count=1)
    line.text, line.edited = "Bij een buurvrouw thuis", True
    line.save()
    assert report.read(meeting).topics == (report.Topic("Bij een buurvrouw thuis", "good", 1),)


def test_city_has_its_newest_figures(meeting):
    for year, kind, value in ((2022, "survey", 44), (2024, "estimate", 48), (2024, "survey", 47)):
        Figure.objects.create(
            indicator="Eenzaamheid",
            group="18+",
            year=year,
            kind=kind,
            value=Decimal(value),
            source="https://cijfers.example/x",
        )
    assert [(fact.year, fact.words, fact.source.host) for fact in report.read(meeting).figures] == [
        (2024, "47\N{NO-BREAK SPACE}%", "cijfers.example")
    ]


@pytest.mark.parametrize("drafted", [False, True])
@pytest.mark.parametrize("many", [1, 3])
def test_queries_do_not_grow(meeting, say, wijk, wijk_index, django_assert_num_queries, many, drafted):
    for number in range(many):
        other = wijk_index.add_child(instance=type(wijk)(title=f"Wijk {number}", slug=f"wijk-{number}"))
        for text in range(many):
            say(f"Koffie {number}{text}", at=tables.add(meeting, other))
    if drafted:
        drafting.draft(meeting)
    with django_assert_num_queries(6):
        report.read(meeting)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from(Question.values),
            st.sampled_from([Note.Status.APPROVED, Note.Status.PENDING, Note.Status.HIDDEN]),
            st.booleans(),
            st.integers(0, 4),
        ),
        max_size=30,
    ),
    seed=st.integers(0, 2**16),
)
def test_numbers_add_up_whatever_was_said(db, meeting, table, other_table, said, seed):
    random = Random(seed)
    meeting.notes.all().delete()
    Group.objects.all().delete()
    if page := report.page_of(meeting):
        page.delete()
    seats = [table, other_table, meeting.tables.filter(wijk=None).first() or tables.add(meeting, topic="Vervoer")]
    groups = {
        (question, number): Group.objects.create(meeting=meeting, question=question, title=f"{question} {number}")
        for question in Question.values
        for number in range(2)
    }
    Note.objects.bulk_create(
        Note(
            meeting=meeting,
            table=seats[place],
            client_uuid=f"00000000-0000-0000-0000-{number:012}",
            device=f"00000000-0000-0000-0000-{number:012}",
            question=question,
            text=f"Inbreng {number}",
            status=status,
            sensitive=sensitive,
            group=groups.get((question, group)),
        )
        for number, (place, question, status, sensitive, group) in enumerate(said)
    )
    shown = Note.objects.on_display().filter(meeting=meeting)
    live = report.read(meeting)
    drafting.draft(meeting)
    for found in (live, report.read(meeting)):
        assert found.notes == shown.count() == sum(chapter.notes for chapter in found.chapters)
        assert found.notes == sum(notes for _wording, notes in found.by_question)
        assert not found.themes or found.notes == sum(theme.notes for theme in found.themes)
        for chapter in found.chapters:
            of_wijk = shown.filter(table__wijk=chapter.wijk_id)
            assert chapter.notes == of_wijk.count() == sum(answers.notes for answers in chapter.answers)
            assert [answers.notes for answers in chapter.answers] == [
                of_wijk.filter(question=question).count() for question in Question.values
            ]
    if notes := list(shown):
        for note in random.sample(notes, min(3, len(notes))):
            moderation.hide(note.pk, Note.objects.get(pk=note.pk).changed_at)
        assert report.read(meeting).notes == shown.all().count()
