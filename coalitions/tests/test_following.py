import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from coalitions import following, links
from coalitions.models import Follower
from coalitions.tidings import Kind
from home import forms

pytestmark = pytest.mark.django_db
NOW = "2030-10-01 09:00+02:00"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as found:
        yield found


@pytest.fixture
def does(django_capture_on_commit_callbacks, mailoutbox):
    """Do something and return what was mailed to whom."""

    def run(writer, *args, **options) -> list[tuple[str, str]]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            writer(*args, **options)
        return [(message.to[0], message.subject) for message in mailoutbox]

    return run


def fill_in(email: str, address: str, client: Client | None = None, **fields):
    opened = forms.stamp()
    with time_machine.travel(timezone.now() + timedelta(seconds=5), tick=False):
        data = {"email": email, "opened": opened, "website": ""} | fields
        return (client or Client(enforce_csrf_checks=True)).post(address, data)


def address(kind: str, thing) -> str:
    return f"/volgen/{kind}/{thing.pk}"


def link_in(message) -> str:
    return re.search(r"http://testserver(/volgen/\S+)", message.body)[1]


def test_follower_confirms_by_a_button_in_a_page_that_a_letter_leads_to(coalition, does, mailoutbox):
    where = address("coalitie", coalition)
    sent = does(fill_in, "Noor@Example.org", where)
    assert sent == [("noor@example.org", "Nog één stap om te volgen: Samen aan tafel")]
    client, there = Client(enforce_csrf_checks=True), link_in(mailoutbox[0])
    assert there.startswith("/volgen/bevestigen/")
    response = client.get(there)
    assert (response.status_code, response.cookies) == (200, {})
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")
    assert "Samen aan tafel" in response.text
    assert Follower.objects.get().confirmed_at is None
    for _time in range(2):
        assert client.post(there).status_code == 303
    assert "U volgt dit nu" in client.get(there).text
    follower = Follower.objects.get()
    assert (follower.confirmed_at, follower.coalition) == (timezone.now(), coalition)
    assert follower.email == "noor@example.org"


def test_answer_is_the_same_for_who_follows_already(action, does, clock):
    where = address("actie", action)
    first = fill_in("noor@example.org", where)
    Follower.objects.update(confirmed_at=timezone.now())
    clock.shift(timedelta(minutes=11))
    assert does(fill_in, "noor@example.org", where) == [("noor@example.org", "U volgt dit al: Elke week soep")]
    again = fill_in("noor@example.org", where)
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"]) == (303, f"{where}/dank")
    assert Client().get(f"{where}/dank").status_code == 200
    assert Follower.objects.count() == 1


def test_form_that_is_sent_again_mails_once_in_ten_minutes(coalition, does):
    where = address("coalitie", coalition)
    assert len(does(fill_in, "noor@example.org", where)) == 1
    assert does(fill_in, "NOOR@example.org", where) == []


def test_nobody_fills_a_mailbox_by_following_everything(action, coalition, does):
    for _number in range(following.ASKED_A_DAY):
        action.pk, action._state.adding = None, True
        action.save()
        Follower.objects.create(email="noor@example.org", action=action)
    assert does(fill_in, "noor@example.org", address("coalitie", coalition)) == []
    assert Follower.objects.count() == following.ASKED_A_DAY
    assert len(does(fill_in, "sem@example.org", address("coalitie", coalition))) == 1


@pytest.mark.parametrize(
    "email", ["", "noor", "a" * 250 + "@example.org", "noor@example.org\r\nBcc: x@example.org", "no\0or@example.org"]
)
def test_address_that_is_none_is_refused_beside_the_field(email, coalition, does):
    response = fill_in(email, address("coalitie", coalition))
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert not Follower.objects.exists()


@pytest.mark.parametrize("fields", [{"website": "http://spam"}, {"opened": ""}])
def test_machine_is_kept_out(fields, coalition):
    assert fill_in("noor@example.org", address("coalitie", coalition), **fields).status_code == 422
    assert not Follower.objects.exists()


def test_only_what_everybody_may_see_can_be_followed(coalition, action, visitor):
    action.coalition = coalition
    action.save()
    PageViewRestriction.objects.create(page=coalition, restriction_type="login")
    for where in (address("coalitie", coalition), address("actie", action), "/volgen/actie/0", "/volgen/iets/1"):
        assert [visitor.get(where).status_code, visitor.get(f"{where}/dank").status_code] == [404, 404]
        assert fill_in("noor@example.org", where).status_code == 404
    assert not Follower.objects.exists()


@pytest.mark.parametrize("pk", ["0", "9" * 40])
def test_number_that_no_database_can_hold_is_not_found(pk, coalition, visitor):
    assert visitor.get(f"/volgen/coalitie/{pk}").status_code == 404
    assert visitor.get(f"/volgen/actie/{pk}").status_code == 404


def test_what_is_hidden_before_the_letter_goes_is_not_named(coalition, mailoutbox, visitor):
    follower = Follower.objects.create(email="noor@example.org", coalition=coalition)
    token = links.token(links.Purpose.CONFIRM, following.one(follower))
    coalition.unpublish()
    following.send.call("follow_confirm", follower.pk)
    assert mailoutbox == []
    assert visitor.post(f"/volgen/bevestigen/{token}").status_code == 404
    assert Follower.objects.get().confirmed_at is None


def test_token_for_something_else_or_too_old_is_refused(coalition, visitor, clock):
    follower = Follower.objects.create(email="noor@example.org", coalition=coalition)
    subject = following.one(follower)
    confirm, stop = (links.token(purpose, subject) for purpose in (links.Purpose.CONFIRM, links.Purpose.STOP))
    bare = links.token(links.Purpose.CONFIRM, follower.reference)
    for path in (f"bevestigen/{stop}", f"stoppen/{confirm}", f"bevestigen/{bare}", f"bevestigen/{confirm}x"):
        assert [visitor.get(f"/volgen/{path}").status_code, visitor.post(f"/volgen/{path}").status_code] == [404, 404]
    clock.shift(timedelta(days=7, minutes=1))
    assert visitor.post(f"/volgen/bevestigen/{confirm}").status_code == 404
    assert Follower.objects.get().confirmed_at is None


@pytest.fixture
def everything(coalition, action):
    """Noor follows two things, and Sem one of them."""
    people = [("noor", {"coalition": coalition}), ("noor", {"action": action}), ("sem", {"action": action})]
    return [
        Follower.objects.create(email=f"{name}@example.org", confirmed_at=timezone.now(), **about)
        for name, about in people
    ]


def test_link_stops_one_thing_at_once_and_looking_does_not(everything):
    client = Client(enforce_csrf_checks=True)
    where = following.stop_address(following.one(everything[1])).removeprefix("http://testserver")
    shown = client.get(where)
    assert (shown.status_code, shown["Cache-Control"], shown.cookies) == (200, "no-store", {})
    assert ("Elke week soep" in shown.text, "Samen aan tafel" in shown.text) == (True, False)
    assert Follower.objects.count() == 3
    for _time in range(2):
        assert client.post(where, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(Follower.objects.order_by("pk")) == [everything[0], everything[2]]
    assert "U was al gestopt" in client.get(where).text


def test_link_stops_all_that_an_address_follows(everything):
    where = following.stop_address(following.everything("noor@example.org")).removeprefix("http://testserver")
    assert "Samen aan tafel" in Client().get(where).text
    assert Client().post(where).status_code == 200
    assert list(Follower.objects.all()) == [everything[2]]


def test_name_of_what_is_hidden_by_now_is_not_on_the_page_to_stop(everything, coalition):
    where = following.stop_address(following.one(everything[0])).removeprefix("http://testserver")
    coalition.unpublish()
    assert "Samen aan tafel" not in Client().get(where).text
    assert Client().post(where).status_code == 200


def test_who_does_not_confirm_is_forgotten_after_a_week(coalition, action, clock, capsys):
    Follower.objects.create(email="noor@example.org", coalition=coalition)
    Follower.objects.create(email="sem@example.org", coalition=coalition, confirmed_at=timezone.now())
    clock.shift(timedelta(days=7))
    call_command("tell_followers")
    assert Follower.objects.count() == 2
    clock.shift(timedelta(seconds=1))
    call_command("tell_followers")
    assert list(Follower.objects.values_list("email", flat=True)) == ["sem@example.org"]
    assert capsys.readouterr().out == "0 letters; 0 followers deleted\n0 letters; 1 followers deleted\n"


def test_followers_go_with_what_they_follow_and_a_year_after_it_ended(everything, coalition, action, clock):
    coalition.delete()
    assert Follower.objects.count() == 2
    action.status, action.news_at = "done", timezone.now()
    action.save()
    clock.shift(timedelta(days=365))
    assert following.forget() == 0
    clock.shift(timedelta(seconds=1))
    assert following.forget() == 2


def test_followers_are_counted_and_not_named(everything, coalition):
    Follower.objects.create(email="lot@example.org", coalition=coalition)
    assert following.counted() == [
        following.Followed("Elke week soep", 2, 0),
        following.Followed("Samen aan tafel", 1, 1),
    ]


def test_kinds_are_the_words_in_addresses():
    assert list(Kind) == ["coalitie", "actie"]


@pytest.mark.parametrize("number", [1, 3])
def test_page_to_stop_costs_the_same_queries_for_more_things(number, action, visitor, django_assert_num_queries):
    for _index in range(number):
        action.pk, action._state.adding = None, True
        action.save()
        Follower.objects.create(email="noor@example.org", action=action, confirmed_at=timezone.now())
    where = following.stop_address(following.everything("noor@example.org"))
    visitor.get("/volgen/actie/0")
    with django_assert_num_queries(7):
        assert visitor.get(where).status_code == 200
