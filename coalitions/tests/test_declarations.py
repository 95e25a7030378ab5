import re
from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from coalitions import declarations, links
from coalitions.models import Declaration, Organisation

TEXT = "<p>Wij doen mee.</p><ul><li>Wij luisteren.</li></ul>"


@pytest.fixture
def index(partner_index):
    partner_index.declaration = TEXT
    partner_index.save()
    return partner_index


@pytest.fixture
def partner(organisation):
    organisation.contact_name = "Noor"
    organisation.contact_email = "noor@example.org"
    organisation.save()
    return organisation


@pytest.fixture
def invited(index, partner, django_capture_on_commit_callbacks, mailoutbox) -> Declaration:
    with django_capture_on_commit_callbacks(execute=True):
        found = declarations.invite(partner)
    mailoutbox.clear()
    return found


def link(message) -> str:
    return re.search(r"http://testserver(/partners/verklaring/\S+)", message.body)[1]


def send(visitor, address: str, **filled):
    """Fill in the form that the page shows and press its button, after having read it."""
    with time_machine.travel(timezone.now() - timedelta(seconds=10), tick=False):
        form = visitor.get(address).context["form"]
    data = {name: str(form[name].value() or "") for name in form.fields if name in (*form.guards, "mark")}
    return visitor.post(address, data | filled)


SIGNED = {"what": "sign", "signed_by": "Noor de Wit", "role": "directeur", "may_sign": "on"}


def test_partner_is_asked_by_a_letter_with_a_link(index, partner, committing, mailoutbox, visitor):
    with committing():
        asked = declarations.invite(partner)
    (letter,) = mailoutbox
    assert letter.to == ["noor@example.org"]
    assert letter.subject == "Doet Buurthuis De Linde mee? Teken de intentieverklaring"
    assert letter.body.startswith("Dag Noor,")
    assert link(letter) in letter.alternatives[0].content
    page = visitor.get(link(letter))
    assert page.status_code == 200
    assert "Wij luisteren." in page.text
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("no-store", "noindex")
    assert asked.signed_at is None
    assert "noor@" not in link(letter)


def test_asking_again_mails_the_same_invitation_once_more(index, partner, committing, mailoutbox):
    with committing():
        first = declarations.invite(partner)
        assert declarations.invite(partner) == first
    assert len(mailoutbox) == 2
    assert Declaration.objects.count() == 1


@pytest.mark.parametrize("lack", ["address", "text", "page"])
def test_asking_is_refused_without_address_or_text(index, partner, lack):
    if lack == "address":
        partner.contact_email = ""
        partner.save()
    elif lack == "text":
        index.declaration = ""
        index.save()
    else:
        PageViewRestriction.objects.create(page=index, restriction_type="login")
    with pytest.raises(declarations.NoAddress if lack == "address" else declarations.NothingToSign):
        declarations.invite(partner)
    assert Declaration.objects.count() == 0


def test_contact_signs_and_gets_the_text(invited, committing, mailoutbox, visitor):
    there = declarations.address(invited)
    with committing():
        response = send(visitor, there, **SIGNED)
    assert (response.status_code, response.url) == (303, there)
    invited.refresh_from_db()
    assert (invited.signed_by, invited.role) == ("Noor de Wit", "directeur")
    assert invited.text == "Wij doen mee.\n- Wij luisteren."
    (letter,) = mailoutbox
    assert letter.subject == "Buurthuis De Linde heeft de intentieverklaring getekend"
    assert "Wij doen mee.\n- Wij luisteren." in letter.body
    shown = visitor.get(declarations.address(invited)).text
    assert "De intentieverklaring van Buurthuis De Linde geldt sinds" in shown


def test_pressing_sign_twice_signs_once(invited, committing, mailoutbox, visitor):
    with committing():
        assert send(visitor, declarations.address(invited), **SIGNED).status_code == 303
        again = visitor.post(declarations.address(invited), SIGNED | {"signed_by": "Iemand anders"})
    assert again.status_code == 303
    invited.refresh_from_db()
    assert invited.signed_by == "Noor de Wit"
    assert len(mailoutbox) == 1


def test_what_is_missing_is_told_and_what_was_typed_is_kept(invited, visitor):
    response = send(visitor, declarations.address(invited), what="sign", signed_by="Noor <b>", role="")
    assert response.status_code == 422
    assert "Noor &lt;b&gt;" in response.text
    assert set(response.context["form"].errors) == {"role", "may_sign"}
    invited.refresh_from_db()
    assert invited.signed_at is None


def test_text_that_changed_meanwhile_must_be_read_again(invited, index, visitor):
    response = send(visitor, declarations.address(invited), **SIGNED | {"mark": declarations.mark("Iets anders.")})
    assert response.status_code == 422
    assert "Lees hem nog een keer" in response.text
    form = response.context["form"]
    data = {name: form[name].value() for name in (*form.guards, "mark")}
    with time_machine.travel(timezone.now() + timedelta(seconds=10)):
        assert visitor.post(declarations.address(invited), data | SIGNED).status_code == 303


def test_same_link_withdraws_what_stands(invited, committing, mailoutbox, visitor):
    declarations.sign(invited, signed_by="Noor", role="voorzitter", text="Wij doen mee.")
    with committing():
        assert send(visitor, declarations.address(invited), what="withdraw").status_code == 303
        assert visitor.post(declarations.address(invited), {"what": "withdraw"}).status_code == 200
    invited.refresh_from_db()
    assert invited.withdrawn_at is not None
    assert [letter.subject for letter in mailoutbox] == ["De intentieverklaring van Buurthuis De Linde is ingetrokken"]
    assert "is ingetrokken op" in visitor.get(declarations.address(invited)).text


def test_asked_while_one_stands_gives_its_link_and_no_second(invited, partner, committing, mailoutbox):
    declarations.sign(invited, signed_by="Noor", role="voorzitter", text="Wij doen mee.")
    with committing():
        assert declarations.invite(partner) == invited
    assert mailoutbox[-1].subject == "De intentieverklaring van Buurthuis De Linde geldt"
    assert Declaration.objects.count() == 1


def test_asked_after_withdrawal_begins_anew_and_keeps_what_was(invited, partner):
    declarations.sign(invited, signed_by="Noor", role="voorzitter", text="Wij doen mee.")
    declarations.withdraw(invited)
    second = declarations.invite(partner)
    assert second != invited
    declarations.sign(second, signed_by="Noor", role="voorzitter", text="Wij doen weer mee.")
    assert list(partner.declarations.order_by("pk").values_list("text", flat=True)) == [
        "Wij doen mee.",
        "Wij doen weer mee.",
    ]
    assert list(Declaration.objects.standing()) == [Declaration.objects.get(pk=second.pk)]


def test_database_refuses_two_that_wait_and_two_that_stand(partner):
    now = timezone.now()
    for given in ({}, {"signed_at": now}):
        Declaration.objects.create(organisation=partner, **given)
        with pytest.raises(IntegrityError), transaction.atomic():
            Declaration.objects.create(organisation=partner, **given)


def test_what_nobody_signed_cannot_be_withdrawn(invited):
    assert declarations.withdraw(invited) is False


@pytest.mark.parametrize("token", ["x", "x.y.z", "%F0%9F%8C%B7", "0" * 300])
def test_made_up_link_is_not_found(index, visitor, token):
    assert visitor.get(f"/partners/verklaring/{token}").status_code == 404


def test_link_for_something_else_opens_nothing(invited, visitor):
    other = links.token(links.Purpose.CONFIRM, invited.reference)
    assert visitor.get(reverse("coalitions:declaration", args=[other])).status_code == 404
    nobody = links.token(links.Purpose.SIGN, "kapot")
    assert visitor.get(reverse("coalitions:declaration", args=[nobody])).status_code == 404


def test_partner_withdraws_also_after_the_year_that_a_link_works(invited, visitor, committing, mailoutbox):
    declarations.sign(invited, signed_by="Noor", role="voorzitter", text="Wij doen mee.")
    there = declarations.address(invited)
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        response = visitor.get(there)
        assert (response.status_code, "Deze link werkt niet meer" in response.text) == (410, True)
        assert "Wij doen mee." not in response.text
        for _twice in range(2):
            with committing():
                assert "is onderweg" in visitor.post(there).text
        (letter,) = mailoutbox
        assert letter.to == ["noor@example.org"]
        assert send(visitor, link(letter), what="withdraw").status_code == 303
    invited.refresh_from_db()
    assert invited.withdrawn_at is not None
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        assert visitor.get(there).status_code == 404


def test_old_link_of_who_is_no_contact_any_more_mails_nobody(invited, visitor, committing, mailoutbox):
    there = declarations.address(invited)
    Organisation.objects.update(contact_email="ander@example.org")
    with time_machine.travel(timezone.now() + timedelta(days=366)), committing():
        assert visitor.post(there).status_code == 404
    assert mailoutbox == []


def test_following_the_link_changes_nothing_and_makes_no_cookie(invited, visitor):
    response = visitor.get(declarations.address(invited))
    visitor.head(declarations.address(invited))
    assert response.cookies == {}
    invited.refresh_from_db()
    assert invited.signed_at is None


def test_letter_goes_to_nobody_when_the_address_was_removed(invited, partner, committing, mailoutbox):
    Organisation.objects.update(contact_email="")
    with committing():
        declarations.sign(invited, signed_by="Noor", role="voorzitter", text="Wij doen mee.")
    assert mailoutbox == []


def test_who_signed_is_forgotten_after_the_withdrawal(invited, settings):
    settings.DECLARATION_DAYS = 30
    with time_machine.travel("2026-03-01T12:00Z", tick=False):
        declarations.sign(invited, signed_by="Noor", role="voorzitter", text="Wij doen mee.")
        assert declarations.forget() == 0
        declarations.withdraw(invited)
    with time_machine.travel("2026-03-31T11:59Z", tick=False):
        assert declarations.forget() == 0
    with time_machine.travel("2026-03-31T12:01Z", tick=False):
        told = StringIO()
        call_command("forget_signers", stdout=told)
        assert told.getvalue() == "1 forgotten\n"
        assert declarations.forget() == 0
    invited.refresh_from_db()
    assert (invited.signed_by, invited.role, invited.text) == ("", "", "Wij doen mee.")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_sign_at_once_sign_once(race, index, partner, mailoutbox):
    invited = declarations.invite(partner)
    mailoutbox.clear()
    outcomes = race(
        [
            partial(declarations.sign, invited, signed_by=name, role="lid", text="Wij doen mee.")
            for name in ("Noor", "Sam")
        ]
    )
    assert sorted(outcomes) == [False, True]
    assert len(mailoutbox) == 1


def test_link_ends_when_the_partner_has_another_contact(invited, visitor):
    there = declarations.address(invited)
    assert visitor.get(there).status_code == 200
    for contact in ("ander@example.org", ""):
        Organisation.objects.update(contact_email=contact)
        assert visitor.get(there).status_code == 404
