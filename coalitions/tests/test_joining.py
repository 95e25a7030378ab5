from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.management import call_command

from coalitions import joining, links
from coalitions.models import CoalitionPage, JoinRequest, Membership, Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
UNCONFIRMED, WAITING, ACCEPTED, REFUSED = JoinRequest.Status


@pytest.fixture
def led(coalition, organisation) -> CoalitionPage:
    """A coalition with a lead that can be mailed."""
    Organisation.objects.filter(pk=organisation.pk).update(contact_email="Trekker@example.org")
    coalition.memberships.add(Membership(organisation=organisation, role=Membership.Role.LEAD))
    coalition.save()
    return coalition


def wish(number: int = 1, **changes) -> joining.Wish:
    fields = {"name": "Noor", "email": f"noor{number}@example.org", "message": "Ik kook graag."} | changes
    return joining.Wish(**fields)


def asked(coalition, number: int = 1, **changes) -> JoinRequest:
    joining.ask(coalition, uuid4(), wish(number, **changes))
    return JoinRequest.objects.latest("pk")


def waiting(coalition, number: int = 1, **changes) -> JoinRequest:
    return joining.confirm(asked(coalition, number, **changes))


def to(mailoutbox, address: str) -> list[str]:
    return [mail.subject for mail in mailoutbox if mail.to == [address]]


def test_request_waits_only_after_the_link_was_followed(coalition, mailoutbox, committing):
    with committing():
        request = asked(coalition, email="Noor@Example.org")
    assert (request.status, request.email, request.coalition) == (UNCONFIRMED, "noor@example.org", coalition)
    (letter,) = mailoutbox
    assert letter.to == ["noor@example.org"]
    assert joining.address(request) in letter.body
    assert "Noor" not in letter.body  # nothing that somebody else could have written into it
    request = joining.confirm(request)
    assert (request.status, joining.confirm(request).status) == (WAITING, WAITING)


def test_asking_twice_keeps_one_row_and_mails_once_in_ten_minutes(coalition, mailoutbox, committing, clock):
    for message in ("Een", "Twee"):
        with committing():
            request = asked(coalition, message=message)
    assert (JoinRequest.objects.count(), request.message, len(mailoutbox)) == (1, "Twee", 1)
    cache.clear()  # ten minutes later
    with committing():
        asked(coalition)
    assert len(mailoutbox) == 2
    joining.confirm(request)
    cache.clear()
    with committing():
        asked(coalition, message="Drie")
    assert (JoinRequest.objects.count(), JoinRequest.objects.get().message) == (1, "Ik kook graag.")
    assert "hebben uw aanvraag" in mailoutbox[-1].body


def test_newest_letter_works_for_a_week_also_when_somebody_asked_before(coalition, clock):
    asked(coalition)
    clock.shift(timedelta(days=6))
    again = asked(coalition)
    clock.shift(timedelta(days=6))
    call_command("forget_requests")
    assert joining.confirm(again).status == WAITING


def test_nobody_fills_a_mailbox_by_joining_everything(coalition, coalition_index, mailoutbox, committing):
    coalition_index.refresh_from_db()
    for number in range(12):
        page = coalition_index.add_child(instance=CoalitionPage(title=f"Coalitie {number}", goal="Eten."))
        with committing():
            joining.ask(page, uuid4(), wish())
    assert (JoinRequest.objects.count(), len(mailoutbox)) == (10, 10)
    with committing():
        asked(page, 2)
    assert mailoutbox[-1].to == ["noor2@example.org"]


def test_better_address_with_the_same_key_is_another_request(coalition, mailoutbox, committing):
    key = uuid4()
    with committing():
        joining.ask(coalition, key, wish(email="noor@exmaple.org"))
        joining.ask(coalition, key, wish(email="noor@example.org"))
    assert [mail.to for mail in mailoutbox] == [["noor@exmaple.org"], ["noor@example.org"]]
    assert JoinRequest.objects.count() == 2


def test_refused_person_may_ask_again(coalition):
    joining.refuse(waiting(coalition), "Nu niet.")
    again = waiting(coalition)
    assert sorted(JoinRequest.objects.values_list("status", flat=True)) == [REFUSED, WAITING]
    assert again.status == WAITING


@pytest.mark.parametrize("change", [{"status": "completed"}, {"live": False}])
def test_coalition_that_ended_takes_nobody(coalition, change):
    request = asked(coalition)
    CoalitionPage.objects.filter(id=coalition.pk).update(**change)
    with pytest.raises(joining.CoalitionEnded):
        joining.ask(coalition, uuid4(), wish(2))
    with pytest.raises(joining.CoalitionEnded):
        joining.confirm(request)


def test_lead_hears_of_all_who_came_in_an_hour_in_one_letter(led, mailoutbox, committing, clock):
    requests = [asked(led, number) for number in range(3)]
    for request in requests[:2]:
        with committing():
            joining.confirm(request)
    assert to(mailoutbox, "trekker@example.org") == ["Iemand wil meedoen: Samen aan tafel"]
    assert "1 aanvraag" in mailoutbox[-1].body
    clock.shift(timedelta(minutes=59))
    with committing():
        call_command("tell_leads")
    assert len(to(mailoutbox, "trekker@example.org")) == 1
    clock.shift(timedelta(minutes=2))
    with committing():
        call_command("tell_leads")
        call_command("tell_leads")
    assert len(to(mailoutbox, "trekker@example.org")) == 2
    assert "2 aanvragen" in mailoutbox[-1].body
    with committing():
        joining.confirm(requests[2])
    assert len(to(mailoutbox, "trekker@example.org")) == 2


def test_lead_without_an_address_is_told_as_soon_as_there_is_one(coalition, mailoutbox, committing):
    waiting(coalition)
    with committing():
        assert joining.tell_leads() == 0
    CoalitionPage.objects.filter(id=coalition.pk).update(contact_email="samen@example.org")
    with committing():
        assert (joining.tell_leads(), joining.tell_leads()) == (1, 0)
    assert to(mailoutbox, "samen@example.org") == ["Iemand wil meedoen: Samen aan tafel"]


def test_lead_of_a_page_that_was_away_is_told_when_it_is_back(led, mailoutbox, committing):
    waiting(led)
    CoalitionPage.objects.filter(id=led.pk).update(live=False)
    with committing():
        assert joining.tell_leads() == 0
    CoalitionPage.objects.filter(id=led.pk).update(live=True)
    with committing():
        assert joining.tell_leads() == 1
    assert to(mailoutbox, "trekker@example.org") == ["Iemand wil meedoen: Samen aan tafel"]


def test_person_is_let_in_once_and_counted_without_a_name(coalition, mailoutbox, committing):
    request = waiting(coalition)
    with committing():
        assert joining.accept(request, "Fijn!")
        assert not joining.accept(request)
        assert not joining.refuse(request, "Toch niet.")
    assert to(mailoutbox, "noor1@example.org") == ["Welkom: Samen aan tafel"]
    assert "Fijn!" in mailoutbox[-1].body
    assert (joining.residents(coalition), Membership.objects.count()) == (1, 0)
    request.refresh_from_db()
    assert (request.status, request.answer) == (ACCEPTED, "Fijn!")


def test_refusal_sends_the_sentence(coalition, mailoutbox, committing):
    request = waiting(coalition)
    with committing():
        assert joining.refuse(request, "De groep is vol & blij.")
    assert to(mailoutbox, "noor1@example.org") == ["Uw aanvraag om mee te doen: Samen aan tafel"]
    assert "De groep is vol & blij." in mailoutbox[-1].body
    assert joining.residents(coalition) == 0


def test_unconfirmed_request_cannot_be_answered(coalition):
    assert not joining.accept(asked(coalition))


def test_organisation_becomes_a_member(coalition, organisation):
    assert joining.accept(waiting(coalition, 1, organisation="buurthuis de LINDE"))
    assert joining.accept(waiting(coalition, 2, organisation="Nieuwe  Club"))
    assert joining.accept(waiting(coalition, 3, organisation="nieuwe club"))
    members = Membership.objects.order_by("sort_order")
    assert [(one.organisation.name, one.role, one.since) for one in members] == [
        ("Buurthuis De Linde", "circle", date(2026, 6, 1)),
        ("Nieuwe Club", "circle", date(2026, 6, 1)),
    ]
    assert Organisation.objects.get(name="Nieuwe Club").kind == "other"
    assert joining.residents(coalition) == 0


def test_link_of_another_form_confirms_nothing(coalition):
    request = asked(coalition)
    assert joining.find(links.subject(links.Purpose.CONFIRM, joining.address(request).rsplit("/", 1)[1])) == request
    assert joining.find(request.reference.hex) is None
    assert joining.find(f"start-{request.reference.hex}") is None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_same_address_at_once_asks_once(race, coalition, mailoutbox):
    found = race([lambda: joining.ask(coalition, uuid4(), wish()) for _again in range(6)])
    assert found == [None] * 6
    assert (JoinRequest.objects.count(), len(mailoutbox)) == (1, 1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_leads_answer_at_once_and_one_answer_counts(race, coalition, mailoutbox):
    request = waiting(coalition, organisation="Nieuwe Club")
    mailoutbox.clear()
    found = race(
        [lambda: joining.accept(request) for _again in range(3)]
        + [lambda: joining.refuse(request, "Nee.") for _again in range(3)]
    )
    assert sorted(found) == [False] * 5 + [True]
    request.refresh_from_db()
    assert Membership.objects.count() == (request.status == ACCEPTED)
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_organisation_that_is_let_in_by_two_coalitions_at_once_is_one_partner(race, coalition, coalition_index):
    coalition_index.refresh_from_db()
    other = coalition_index.add_child(instance=CoalitionPage(title="Wandelen", goal="Lopen."))
    requests = [waiting(page, 1, organisation="Nieuwe Club") for page in (coalition, other)]
    assert race([lambda one=one: joining.accept(one) for one in requests]) == [True, True]
    assert Organisation.objects.count() == 1
    assert Membership.objects.count() == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_lead_is_told_once_by_two_clocks(race, led, mailoutbox):
    JoinRequest.objects.create(coalition=led, name="Noor", email="noor@example.org", status=WAITING)
    assert sorted(race([joining.tell_leads] * 4)) == [0, 0, 0, 1]
    assert len(mailoutbox) == 1
