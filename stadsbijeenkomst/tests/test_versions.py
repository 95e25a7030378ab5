import pytest
from wagtail.models import PageViewRestriction

from stadsbijeenkomst import journal, versions
from stadsbijeenkomst.versions import Versions

kept = pytest.mark.django_db(transaction=True, serialized_rollback=True)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@kept
def test_version_is_asked_once_for_all_who_come_within_half_a_second(meeting, say, django_assert_num_queries):
    say("Koffie")
    clock = Clock()
    memory = Versions(clock)
    with django_assert_num_queries(2):
        before = [memory.of(meeting.pk) for _viewer in range(300)]
    assert before == [journal.version(meeting.pk)] * 300
    say("Thee")
    with django_assert_num_queries(0):
        assert memory.of(meeting.pk) == before[0]
    clock.now += versions.SECONDS
    assert memory.of(meeting.pk) == journal.version(meeting.pk) > before[0]


@pytest.mark.parametrize("many", [1, 3])
def test_queries_do_not_grow_with_meetings(meeting, django_assert_num_queries, many):
    for number in range(many):
        meeting.copy(update_attrs={"title": f"Nog {number}", "slug": f"nog-{number}"})
    with django_assert_num_queries(2):
        assert len(versions.read()) == many + 1


def test_draft_and_private_meetings_have_no_version(meeting, meeting_index, say):
    say("Koffie")
    assert versions.read() == {meeting.pk: journal.version(meeting.pk)}
    restriction = PageViewRestriction.objects.create(page=meeting_index, restriction_type="login")
    assert versions.read() == {}
    restriction.delete()
    meeting.unpublish()
    assert versions.read() == {}


def test_new_meeting_has_version_0(meeting):
    assert (versions.read(), Versions().of(meeting.pk), Versions().of(meeting.pk + 1)) == ({meeting.pk: 0}, 0, None)
