import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from coalitions.models import Follower, Reminder

pytestmark = pytest.mark.django_db
REMINDERS, FOLLOWERS = "coalitions_reminder_modeladmin_index", "coalitions_followers"


@pytest.fixture
def coordinator(moderator, client):
    names = ["view_reminder", "view_follower"]
    moderator.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(moderator)
    return client


def test_coordinator_sees_and_exports_what_was_sent_and_changes_nothing(coordinator, action):
    for days in (-7, 30):
        Reminder.objects.create(action=action, due_on=action.due_on, days=days)
    Reminder.objects.filter(days=30).update(failed_at=timezone.now())
    shown = coordinator.get(reverse(REMINDERS))
    assert [words in shown.text for words in ("Elke week soep", "7 dagen ervoor", "30 dagen te laat")] == [True] * 3
    failed = coordinator.get(reverse(REMINDERS), {"failed": "1"}).text
    assert ("7 dagen ervoor" in failed, "30 dagen te laat" in failed) == (False, True)
    export = coordinator.get(reverse(REMINDERS), {"export": "csv"}).getvalue().decode()
    assert "@" not in export
    assert export.count("Elke week soep") == 2
    one = Reminder.objects.first()
    assert coordinator.get(reverse("coalitions_reminder_modeladmin_inspect", args=[one.pk])).status_code == 200


def test_coordinator_sees_how_many_follow_and_no_address(coordinator, action, coalition):
    for name, about in (("noor", {"action": action}), ("sem", {"action": action}), ("lot", {"coalition": coalition})):
        Follower.objects.create(email=f"{name}@example.org", confirmed_at=timezone.now(), **about)
    Follower.objects.create(email="bo@example.org", coalition=coalition)
    shown = coordinator.get(reverse(FOLLOWERS)).text
    assert "<td>Elke week soep</td><td>2</td><td>0</td>" in shown
    assert "<td>Samen aan tafel</td><td>1</td><td>1</td>" in shown
    assert "noor" not in shown
    assert reverse(FOLLOWERS) in coordinator.get(reverse("wagtailadmin_home")).text


@pytest.mark.parametrize("name", [REMINDERS, FOLLOWERS])
def test_others_are_sent_away(name, moderator, client):
    client.force_login(moderator)
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_numbers_cost_the_same_queries(number, coordinator, action, django_assert_max_num_queries):
    for index in range(number):
        action.pk, action._state.adding = None, True
        action.save()
        Follower.objects.create(email=f"noor{index}@example.org", action=action)
        Reminder.objects.create(action=action, due_on=action.due_on, days=-7)
    coordinator.get(reverse(FOLLOWERS))
    with django_assert_max_num_queries(14):
        coordinator.get(reverse(FOLLOWERS))
    with django_assert_max_num_queries(16):
        coordinator.get(reverse(REMINDERS))
