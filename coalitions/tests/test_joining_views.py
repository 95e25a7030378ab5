from datetime import timedelta
from functools import partial

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import PageViewRestriction

from coalitions import following, joining, links
from coalitions.models import CoalitionPage, JoinRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def address(page) -> str:
    return reverse("coalitions:join", args=[page.pk])


def hidden(response) -> dict:
    form = BeautifulSoup(response.content, "html.parser").select_one("main form")
    return {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}


def filled(**changes) -> dict:
    return {
        "joins_as": "bewoner",
        "organisation": "",
        "message": "Ik kook graag.",
        "name": "Noor Bakker",
        "email": "noor@example.org",
        "consent": "on",
    } | changes


@pytest.fixture
def send(visitor, coalition, clock, committing):
    """Fill in the form as somebody does; give the answer of the site."""

    def run(**changes):
        guards = hidden(visitor.get(address(coalition)))
        clock.shift(timedelta(minutes=1))
        with committing():
            return visitor.post(address(coalition), filled(**changes) | guards)

    return run


def link_in(letter) -> str:
    (found,) = [line for line in letter.body.split() if "/bevestigen/" in line]
    return found.removeprefix("http://testserver")


def test_somebody_joins_by_the_link_in_the_letter(visitor, coalition, send, mailoutbox):
    response = send()
    assert (response.status_code, response.headers["Location"]) == (303, address(coalition) + "/bedankt")
    told = visitor.get(response.headers["Location"]).text
    for words in ("Kijk in uw mailbox", "Daarna leest de trekker", f'href="{coalition.url}"'):
        assert words in told
    link = link_in(mailoutbox[0])
    page = visitor.get(link)
    assert "Ik kook graag." in page.text
    assert JoinRequest.objects.get().status == "unconfirmed"  # a mail scanner follows links too
    response = visitor.post(link)
    assert (response.status_code, JoinRequest.objects.get().status) == (303, "waiting")
    assert "is bij de coalitie" in visitor.get(response.headers["Location"]).text
    assert visitor.post(link).status_code == 303
    for answer in (page, response, visitor.get(address(coalition))):
        assert "no-store" in answer.headers["Cache-Control"]
        assert not answer.cookies


def test_answer_is_the_same_for_an_address_that_is_known(send, visitor):
    first, again = send(), send()
    assert (first.status_code, first.headers["Location"]) == (again.status_code, again.headers["Location"])
    joining.confirm(JoinRequest.objects.get())
    assert send().headers["Location"] == first.headers["Location"]
    assert JoinRequest.objects.count() == 1


def test_double_click_asks_once(visitor, coalition, clock, committing, mailoutbox):
    guards = hidden(visitor.get(address(coalition)))
    clock.shift(60)
    with committing():
        answers = [visitor.post(address(coalition), filled() | guards) for _again in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (JoinRequest.objects.count(), len(mailoutbox)) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " "}, "name"),
        ({"name": "a" * 81}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"message": ""}, "message"),
        ({"message": "a" * 1_001}, "message"),
        ({"joins_as": "hacker"}, "joins_as"),
        ({"joins_as": "organisatie"}, "organisation"),
        ({"joins_as": "organisatie", "organisation": "a" * 121}, "organisation"),
        ({"email": "noor"}, "email"),
        ({"email": "noor@example.org\nBcc: x@example.org"}, "email"),
        ({"email": "a" * 250 + "@example.org"}, "email"),
        ({"consent": ""}, "consent"),
    ],
)
def test_mistake_stands_beside_its_field_and_the_rest_is_kept(send, changes, field):
    response = send(**changes)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    for name in {"message", "name"} - {field}:
        assert filled(**changes)[name] in response.text
    assert not JoinRequest.objects.exists()


def test_machine_that_fills_in_everything_is_stopped(send):
    assert send(website="https://spam.example/").status_code == 422
    assert not JoinRequest.objects.exists()


def test_who_joins_by_an_alias_of_the_page_joins_the_coalition(visitor, coalition, wijk, clock, action, action_index):
    action.coalition = coalition
    action.save()
    alias = coalition.create_alias(parent=wijk, update_slug="ook-hier")
    shown = visitor.get(alias.url).text
    assert (address(alias) in shown, action.title in shown) == (True, True)
    guards = hidden(visitor.get(address(alias)))
    clock.shift(60)
    assert visitor.post(address(alias), filled() | guards).status_code == 303
    request = joining.confirm(JoinRequest.objects.get())
    joining.accept(request)
    coalition.save_revision().publish()
    assert (request.coalition_id, joining.residents(coalition)) == (coalition.pk, 1)
    assert following.thing("coalitie", alias.pk) == coalition
    PageViewRestriction.objects.create(page=coalition, restriction_type="login")
    assert visitor.get(address(alias)).status_code == 404


def test_coalition_that_is_completed_says_so(visitor, coalition):
    CoalitionPage.objects.filter(id=coalition.pk).update(status="completed")
    for response in (visitor.get(address(coalition)), visitor.post(address(coalition), filled())):
        assert response.status_code == 410
        assert "afgerond" in response.text


def test_draft_and_private_and_unknown_coalition_are_not_there(visitor, coalition):
    joined = reverse("coalitions:joined", args=[coalition.pk])
    PageViewRestriction.objects.create(page=coalition.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    assert [visitor.get(there).status_code for there in (address(coalition), joined)] == [404, 404]
    PageViewRestriction.objects.all().delete()
    CoalitionPage.objects.filter(id=coalition.pk).update(live=False)
    assert visitor.post(address(coalition), filled()).status_code == 404
    for number in (0, 10**30, coalition.get_parent().pk):
        assert visitor.get(reverse("coalitions:join", args=[number])).status_code == 404


def test_forged_and_old_links_are_told_apart(visitor, coalition, send, mailoutbox, clock):
    send()
    link = link_in(mailoutbox[0])
    request = JoinRequest.objects.get()
    confirm = partial(reverse, "coalitions:confirm")
    forged = [
        "x",
        link.rsplit("/", 1)[1][:-1],
        links.token(links.Purpose.CONFIRM, request.reference),  # what another form signs
        links.token(links.Purpose.STOP, f"join-{request.reference.hex}"),
    ]
    assert [visitor.post(confirm(args=[token])).status_code for token in forged] == [404, 404, 410, 404]
    assert JoinRequest.objects.get().status == "unconfirmed"
    clock.shift(timedelta(days=8))
    response = visitor.post(link)
    assert (response.status_code, JoinRequest.objects.get().status) == (410, "unconfirmed")
    assert "werkt niet meer" in response.text
    CoalitionPage.objects.filter(id=coalition.pk).update(status="completed")
    fresh = visitor.get(joining.address(request))
    assert (fresh.status_code, "afgerond" in fresh.text) == (410, True)


def test_form_costs_few_queries(visitor, coalition, django_assert_max_num_queries):
    visitor.get(address(coalition))
    with django_assert_max_num_queries(10):
        visitor.get(address(coalition))
