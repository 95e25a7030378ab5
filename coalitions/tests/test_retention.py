from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from coalitions import joining, retention
from coalitions.models import Initiative, JoinRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(datetime(2026, 6, 1, 10), tick=False) as clock:
        yield clock


def asked(coalition, status: str, **fields) -> JoinRequest:
    email = f"noor{JoinRequest.objects.count()}@example.org"
    return JoinRequest.objects.create(
        coalition=coalition, name="Noor", email=email, message="Soep", status=status, **fields
    )


def test_request_that_nobody_confirmed_is_deleted_after_a_week(coalition, clock, capsys):
    asked(coalition, "unconfirmed")
    Initiative.objects.create(name="Noor", email="noor@example.org", title="Soep", goal="Eten")
    clock.shift(timedelta(days=7))
    call_command("forget_requests")
    clock.shift(timedelta(seconds=1))
    call_command("forget_requests")
    call_command("forget_requests")
    assert capsys.readouterr().out.split("\n")[:3] == [
        "0 deleted, 0 forgotten",
        "2 deleted, 0 forgotten",
        "0 deleted, 0 forgotten",
    ]


def test_who_was_answered_is_forgotten_after_a_month_and_still_counted(coalition, clock):
    now = timezone.now()
    asked(coalition, "accepted", answered_at=now, answer="Dag Noor")
    asked(coalition, "refused", answered_at=now, answer="Dag Noor")
    Initiative.objects.create(
        name="Noor", email="noor@example.org", title="Soep", goal="Eten", status="refused", answered_at=now
    )
    clock.shift(timedelta(days=30))
    assert retention.forget_requests() == (0, 0)
    clock.shift(timedelta(seconds=1))
    assert retention.forget_requests() == (0, 3)
    assert retention.forget_requests() == (0, 0)
    kept = JoinRequest.objects.values_list("name", "email", "message", "answer")
    assert list(kept) == [("", "", "", "")] * 2
    assert list(Initiative.objects.values_list("title", "name", "email")) == [("Soep", "", "")]
    assert joining.residents(coalition) == 1


def test_request_that_waits_stays_for_a_year(coalition, clock):
    asked(coalition, "waiting", confirmed_at=timezone.now())
    clock.shift(timedelta(days=365))
    assert retention.forget_requests() == (0, 0)
    clock.shift(timedelta(seconds=1))
    assert retention.forget_requests() == (1, 0)
