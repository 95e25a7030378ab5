from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from coalitions.models import CoalitionPage, Initiative, JoinRequest, Membership, Organisation

pytestmark = pytest.mark.django_db
INDEX = "coalitions_joinrequest_modeladmin_index"
STARTS = "coalitions_initiative_modeladmin_index"


def with_rights(user, *verbs: str):
    codenames = [f"{verb}_{model}" for verb in verbs for model in ("joinrequest", "initiative")]
    user.groups.get().permissions.add(*Permission.objects.filter(codename__in=codenames))
    return user


def waiting(coalition, **fields) -> JoinRequest:
    known = {"name": "Noor", "email": "noor@example.org", "message": "Soep", "status": "waiting"} | fields
    return JoinRequest.objects.create(coalition=coalition, confirmed_at=timezone.now(), **known)


@pytest.fixture
def in_wijk(wijk) -> CoalitionPage:
    return wijk.add_child(instance=CoalitionPage(title="In de wijk", goal="Samen."))


@pytest.fixture
def elsewhere(other_wijk) -> CoalitionPage:
    return other_wijk.add_child(instance=CoalitionPage(title="Elders", goal="Samen."))


@pytest.fixture
def desk(editor, client):
    client.force_login(with_rights(editor, "view", "change"))
    return client


def inspect(request: JoinRequest | Initiative) -> str:
    return reverse(f"coalitions_{request._meta.model_name}_modeladmin_inspect", args=[request.pk])


def answer(request: JoinRequest | Initiative) -> str:
    name = "join" if isinstance(request, JoinRequest) else "initiative"
    return reverse(f"coalitions_answer_{name}", args=[request.pk])


def test_requests_are_listed_inspected_and_answered(desk, coalition, mailoutbox, django_capture_on_commit_callbacks):
    request = waiting(coalition, organisation="Nieuwe Club")
    hidden = waiting(coalition, status="unconfirmed", email="x@example.org")
    text = desk.get(reverse(INDEX)).text
    assert inspect(request) in text
    assert inspect(hidden) not in text
    assert answer(request) in desk.get(inspect(request)).text
    with django_capture_on_commit_callbacks(execute=True):
        response = desk.post(answer(request), {"answer": "", "verb": "accept"}, follow=True)
    assert answer(request) not in response.text
    assert Membership.objects.get(page=coalition).organisation.name == "Nieuwe Club"
    assert [mail.to for mail in mailoutbox] == [["noor@example.org"]]
    assert "al beantwoord" in desk.post(answer(request), {"answer": "Nee.", "verb": "refuse"}, follow=True).text


@pytest.mark.parametrize("text", ["", " ", "a" * 501, "a\0b"])
def test_refusal_that_cannot_be_sent_is_told(desk, coalition, text):
    request = waiting(coalition)
    response = desk.post(answer(request), {"answer": text, "verb": "refuse"}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    request.refresh_from_db()
    assert request.status == "waiting"


@pytest.mark.parametrize("verbs", [["view"], ["view", "change"]])
def test_wijk_editor_sees_and_answers_in_the_own_wijk_only(wijk_editor, client, coalition, in_wijk, elsewhere, verbs):
    client.force_login(with_rights(wijk_editor, *verbs))
    own, other, central = waiting(in_wijk), waiting(elsewhere), waiting(coalition)
    text = client.get(reverse(INDEX)).text
    assert [inspect(one) in text for one in (own, other, central)] == [True, False, False]
    assert client.get(inspect(own)).status_code == 200
    assert {client.get(inspect(one)).status_code for one in (other, central)} <= {302, 403}
    for one in (own, other, central):
        client.post(answer(one), {"answer": "Nee.", "verb": "refuse"})
    answered = list(JoinRequest.objects.answered())
    assert answered == ([own] if "change" in verbs else [])
    export = client.get(reverse(INDEX), {"export": "csv"}).getvalue().decode()
    assert ("In de wijk" in export, "Elders" in export) == (True, False)


def test_initiative_is_refused_with_a_sentence(desk, coalition, mailoutbox, django_capture_on_commit_callbacks):
    plan = Initiative.objects.create(title="Soep", name="Noor", email="noor@example.org", status="waiting")
    assert inspect(plan) in desk.get(reverse(STARTS)).text
    assert answer(plan) in desk.get(inspect(plan)).text
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(answer(plan), {"answer": "Dit bestaat al."})
    plan.refresh_from_db()
    assert (plan.status, plan.answer, len(mailoutbox)) == ("refused", "Dit bestaat al.", 1)
    assert "al beantwoord" in desk.post(answer(plan), {"answer": "Nee."}, follow=True).text


def test_registers_are_closed_to_others(editor, client, coalition):
    client.force_login(editor)
    request = waiting(coalition)
    for there in (reverse(INDEX), reverse(STARTS), inspect(request)):
        assert client.get(there).status_code in {302, 403}
    client.post(answer(request), {"answer": "Nee."})
    assert not JoinRequest.objects.answered().exists()


@pytest.mark.parametrize("number", ["0", "9" * 40, "x", "١"])
def test_number_of_nobody_is_not_found(desk, number):
    there = reverse("coalitions_joinrequest_modeladmin_inspect", args=["1"]).replace("1", number)
    assert desk.get(there).status_code == 404
    if number.isascii() and number.isdecimal():
        assert desk.post(f"/admin/requests/join/{number}/answer/").status_code == 404


def test_list_and_filters_cost_no_query_per_request(desk, coalition):
    waiting(coalition)
    there = f"{reverse(INDEX)}?coalition={coalition.pk}&who=resident&status=waiting"
    desk.get(there)
    with CaptureQueriesContext(connection) as one:
        assert "Noor" in desk.get(there).text
    waiting(coalition, email="a@example.org")
    waiting(coalition, email="b@example.org")
    with CaptureQueriesContext(connection) as three:
        desk.get(there)
    assert len(three) == len(one)


def test_export_runs_no_formula(desk, coalition):
    waiting(coalition, organisation="=Oever")
    assert ",'=Oever,Noor,noor@example.org," in desk.get(reverse(INDEX), {"export": "csv"}).getvalue().decode()
    sheet = load_workbook(BytesIO(desk.get(reverse(INDEX), {"export": "xlsx"}).getvalue())).active
    assert sheet["B2"].value == "'=Oever"


def test_link_is_mailed_to_the_lead_from_the_page(desk, coalition, mailoutbox, django_capture_on_commit_callbacks):
    there = reverse("coalitions_lead_letter", args=[coalition.pk])
    assert "geen adres" in desk.get(there).text
    desk.post(there)
    assert mailoutbox == []
    lead = Organisation.objects.create(name="De Oever", contact_email="oever@example.org")
    Membership.objects.create(page=coalition, organisation=lead, role="lead")
    assert "oever@example.org" in desk.get(there).text
    assert there in desk.get(reverse("wagtailadmin_pages:edit", args=[coalition.pk])).text
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(there)
    assert [mail.to for mail in mailoutbox] == [["oever@example.org"]]


def test_link_is_mailed_by_who_may_answer_there_only(wijk_editor, client, in_wijk, elsewhere):
    client.force_login(with_rights(wijk_editor, "view", "change"))
    statuses = [
        client.get(reverse("coalitions_lead_letter", args=[page.pk])).status_code for page in (in_wijk, elsewhere)
    ]
    assert statuses[0] == 200
    assert statuses[1] in {302, 403}
