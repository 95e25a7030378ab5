import pytest

from stadsbijeenkomst import proceedings
from stadsbijeenkomst.models import Group, Proceedings, Question


def test_meeting_opens_and_closes_and_opens_again(meeting):
    meeting.proceedings.delete()
    states = [proceedings.enter(meeting, phase) for phase in ("collect", "closed", "collect")]
    assert [(state.phase, state.is_collecting) for state in states] == [
        ("collect", True),
        ("closed", False),
        ("collect", True),
    ]


def test_closing_twice_keeps_the_first_moment(meeting):
    first = proceedings.enter(meeting, "closed").phase_changed_at
    assert proceedings.enter(meeting, "closed").phase_changed_at == first


@pytest.mark.parametrize("phase", ["prioritise", "actions", "closed"])
def test_each_note_on_display_has_a_topic_when_the_ballot_begins(meeting, say, phase):
    shown, waiting = say("Soep", Question.ACTION), say("Bus", Question.ACTION, approved=False)
    proceedings.enter(meeting, "group")
    assert Group.objects.count() == 0
    proceedings.enter(meeting, phase)
    proceedings.enter(meeting, phase)
    shown.refresh_from_db()
    assert list(Group.objects.all()) == [shown.group]
    waiting.refresh_from_db()
    assert waiting.group is None
    assert Proceedings.objects.get().phase == phase


def test_old_draft_does_not_reopen_a_meeting_or_take_its_report_away(meeting):
    draft = meeting.save_revision()
    proceedings.enter(meeting, "closed")
    proceedings.moderate(meeting, False)
    proceedings.publish_report(meeting)
    draft.publish()
    state = Proceedings.objects.get(meeting=meeting)
    assert (state.is_closed, state.moderated, state.has_report) == (True, False, True)


def test_report_is_published_once_and_can_be_withdrawn(meeting):
    first = proceedings.publish_report(meeting).report_published_at
    assert proceedings.publish_report(meeting).report_published_at == first
    assert proceedings.withdraw_report(meeting).has_report is False


@pytest.mark.parametrize(
    ("written", "shown"), [("", Question.GOOD.label), ("Waar bent u trots op?", "Waar bent u trots op?")]
)
def test_question_has_a_wording_of_its_own_or_the_usual_one(meeting, written, shown):
    meeting.question_good = written
    assert meeting.questions["good"] == shown
