from datetime import UTC, datetime, timedelta
from uuid import uuid4

import time_machine

from coalitions import links
from coalitions.links import Purpose

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_subject_is_what_was_signed():
    reference = uuid4()
    assert links.subject(Purpose.CONFIRM, links.token(Purpose.CONFIRM, reference)) == reference.hex


def test_subject_of_a_link_for_something_else_is_none():
    assert links.subject(Purpose.PROGRESS, links.token(Purpose.STOP, 7)) is None
    assert links.subject(Purpose.STOP, "7.zomaar.iets") is None


def test_subject_after_its_time_is_none():
    with time_machine.travel(NOW, tick=False):
        token = links.token(Purpose.PROGRESS, 7)
    with time_machine.travel(NOW + timedelta(days=89), tick=False):
        assert links.subject(Purpose.PROGRESS, token) == "7"
    with time_machine.travel(NOW + timedelta(days=91), tick=False):
        assert links.subject(Purpose.PROGRESS, token) is None
