import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from coalitions.models import Declaration


@pytest.fixture
def admin(home_page, client):
    client.force_login(get_user_model().objects.create_superuser("beheer", "beheer@example.org", "correct horse"))
    return client


@pytest.fixture
def signed(organisation) -> Declaration:
    return Declaration.objects.create(
        organisation=organisation,
        text="Wij doen mee.",
        signed_by="=HYPERLINK(A1)",
        role="directeur",
        signed_at="2026-03-01T12:00Z",
    )


def test_register_lists_filters_and_shows_one(admin, signed):
    index = reverse("coalitions_declaration_modeladmin_index")
    assert "Buurthuis De Linde" in admin.get(index).text
    assert "Buurthuis De Linde" in admin.get(index + "?state=standing").text
    assert "Buurthuis De Linde" not in admin.get(index + "?state=withdrawn").text.split("<table", 1)[-1]
    assert "Wij doen mee." in admin.get(reverse("coalitions_declaration_modeladmin_inspect", args=[signed.pk])).text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_holds_no_formula(admin, signed, kind):
    response = admin.get(reverse("coalitions_declaration_modeladmin_index") + f"?export={kind}")
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.headers["Content-Disposition"].startswith('attachment; filename="intentieverklaringen')
    if kind == "csv":
        assert "'=HYPERLINK(A1)" in body.decode()


def test_nobody_changes_a_declaration_in_the_register(admin, signed):
    for verb in ("edit", "delete"):
        there = reverse(f"coalitions_declaration_modeladmin_{verb}", args=[signed.pk])
        assert admin.post(there, {"signed_by": "Iemand"}).status_code == 302
    assert Declaration.objects.get().signed_by == "=HYPERLINK(A1)"
