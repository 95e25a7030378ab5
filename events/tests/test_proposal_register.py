from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from events.models import Proposal

from .factories import draft

pytestmark = pytest.mark.django_db
INDEX = "events_proposal_modeladmin_index"


def with_rights(user, *verbs: str):
    codenames = [f"{verb}_proposal" for verb in verbs]
    user.groups.get().permissions.add(*Permission.objects.filter(codename__in=codenames))
    return user


def made(parent, title="Soep eten", **fields) -> Proposal:
    return Proposal.objects.create(
        event=draft(parent, title),
        title=title,
        organisation="=Oever",
        name="Noor",
        email="noor@example.org",
        created_at=datetime(2026, 6, 1, tzinfo=UTC),
        **fields,
    )


@pytest.fixture
def desk(editor, client):
    client.force_login(with_rights(editor, "view", "change"))
    return client


def inspect(proposal: Proposal) -> str:
    return reverse("events_proposal_modeladmin_inspect", args=[proposal.pk])


def test_proposals_are_listed_inspected_and_answered(desk, agenda, mailoutbox, django_capture_on_commit_callbacks):
    proposal = made(agenda)
    edit = reverse("wagtailadmin_pages:edit", args=[proposal.event_id])
    text = desk.get(reverse(INDEX)).text
    assert inspect(proposal) in text
    assert edit in text
    assert "Pagina" in text
    text = desk.get(inspect(proposal)).text
    assert edit in text
    answer = reverse("events_answer_proposal", args=[proposal.pk])
    assert answer in text
    with django_capture_on_commit_callbacks(execute=True):
        response = desk.post(answer, {"answer": "Het is te ver weg."}, follow=True)
    assert answer not in response.text
    proposal.refresh_from_db()
    assert (proposal.status, proposal.answer) == ("refused", "Het is te ver weg.")
    assert [mail.to for mail in mailoutbox] == [["noor@example.org"]]
    assert "al beantwoord" in desk.post(answer, {"answer": "Nog eens."}, follow=True).text


@pytest.mark.parametrize("answer", ["", " ", "a" * 501, "a\0b"])
def test_answer_that_cannot_be_sent_is_told(desk, agenda, answer):
    proposal = made(agenda)
    response = desk.post(reverse("events_answer_proposal", args=[proposal.pk]), {"answer": answer}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    proposal.refresh_from_db()
    assert proposal.status == "waiting"


def test_wijk_editor_sees_the_proposals_of_the_wijk_and_answers_none(wijk_editor, wijk, other_wijk, client):
    client.force_login(with_rights(wijk_editor, "view"))
    own, other = made(wijk, "Eigen"), made(other_wijk, "Ander")
    text = client.get(reverse(INDEX)).text
    assert inspect(own) in text
    assert inspect(other) not in text
    assert client.get(inspect(own)).status_code == 200
    assert client.get(inspect(other)).status_code in {302, 403}
    client.post(reverse("events_answer_proposal", args=[own.pk]), {"answer": "Nee."})
    own.refresh_from_db()
    assert own.status == "waiting"


def test_answer_is_for_who_may_change_the_page(wijk_editor, other_wijk, client):
    client.force_login(with_rights(wijk_editor, "view", "change"))
    proposal = made(other_wijk)
    client.post(reverse("events_answer_proposal", args=[proposal.pk]), {"answer": "Nee."})
    proposal.refresh_from_db()
    assert proposal.status == "waiting"


def test_register_is_closed_to_others(editor, client, agenda):
    client.force_login(editor)
    assert client.get(reverse(INDEX)).status_code in {302, 403}


def test_list_costs_no_query_per_proposal(desk, agenda):
    made(agenda)
    desk.get(reverse(INDEX))
    with CaptureQueriesContext(connection) as one:
        desk.get(reverse(INDEX))
    made(agenda, "Pap")
    made(agenda, "Snert")
    with CaptureQueriesContext(connection) as three:
        desk.get(reverse(INDEX))
    assert len(three) == len(one)


def test_export_runs_no_formula(desk, agenda):
    made(agenda)
    assert ",'=Oever,Noor,noor@example.org," in desk.get(reverse(INDEX), {"export": "csv"}).getvalue().decode()
    sheet = load_workbook(BytesIO(desk.get(reverse(INDEX), {"export": "xlsx"}).getvalue())).active
    assert sheet["B2"].value == "'=Oever"
