from decimal import Decimal
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from home.models import Figure

from .test_rivm import RECORDED

HEADER = "gebied,indicator,doelgroep,jaar,percentage,bron\n"
GOOD = "stad,Eenzaam,18+,2022,48.5,https://cijfers.example/\n"


@pytest.fixture
def keeper(editor, client):
    """The editor, logged in and with the register's permissions."""
    editor.groups.get().permissions.add(
        *Permission.objects.filter(content_type__app_label="home", content_type__model="figure")
    )
    client.force_login(editor)
    return client


@pytest.fixture
def figure(wijk):
    return Figure.objects.create(
        area="wijk",
        wijk=wijk,
        indicator="=Eenzaam",
        group="18+",
        year=2022,
        value=Decimal(20),
        precision="more_than",
        source="https://cijfers.example/",
    )


def upload(client, text: str | bytes, name="cijfers.csv"):
    data = text.encode() if isinstance(text, str) else text
    return client.post(reverse("home_import_figures"), {"file": SimpleUploadedFile(name, data)})


def test_register_lists_filters_and_inspects(keeper, figure):
    index = reverse("home_figure_modeladmin_index")
    inspect = reverse("home_figure_modeladmin_inspect", args=[figure.pk])
    text = keeper.get(index).text
    assert inspect in text
    assert "Oeverwijk" in text
    assert reverse("home_import_figures") in text
    assert inspect not in keeper.get(index, {"year": 2001}).text
    assert keeper.get(inspect).status_code == 200


def test_list_costs_no_query_per_figure(keeper, figure, django_assert_num_queries):
    index = reverse("home_figure_modeladmin_index")
    keeper.get(index)
    with CaptureQueriesContext(
        connection,
    ) as one:
        keeper.get(index)
    for year in (2020, 2018):
        figure.pk, figure.year = None, year
        figure.save()
    with django_assert_num_queries(len(one)):
        keeper.get(index)


def test_export_runs_no_formula(keeper, figure):
    index = reverse("home_figure_modeladmin_index")
    lines = keeper.get(index, {"export": "csv"}).getvalue().decode().splitlines()
    assert lines == [
        "gebied,indicator,doelgroep,jaar,percentage,precisie,soort,bron,opmerking",
        "WK000001,'=Eenzaam,18+,2022,20,meer dan,enquête,https://cijfers.example/,",
    ]
    sheet = load_workbook(BytesIO(keeper.get(index, {"export": "xlsx"}).getvalue())).active
    assert [cell.data_type for cell in sheet[2]].count("f") == 0
    assert sheet["B2"].value == "'=Eenzaam"


def test_import_shows_first_and_stores_when_confirmed(keeper):
    response = upload(keeper, HEADER + GOOD)
    assert not Figure.objects.exists()
    text = response.context["confirm"].initial["text"]
    response = keeper.post(reverse("home_import_figures"), {"text": text})
    assert response.headers["Location"] == reverse("home_figure_modeladmin_index")
    assert Figure.objects.get().value == Decimal("48.5")


def test_import_shows_errors_per_row_and_stores_nothing(keeper):
    response = upload(keeper, HEADER + GOOD + GOOD.replace("2022", "later"))
    assert [row.number for row in response.context["plan"].wrong] == [3]
    assert response.context["confirm"] is None
    keeper.post(reverse("home_import_figures"), {"text": response.context["plan"].text})
    assert not Figure.objects.exists()


def test_latin_file_is_read_and_said(keeper):
    response = upload(keeper, (HEADER + GOOD.replace("Eenzaam", "Één")).encode("latin-1"))
    assert response.context["is_latin"]
    assert "Één" in response.text


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "leeg.csv"),
        (b"PK\0\0", "blad.csv"),
        (b"gebied", "blad.xlsx"),
        (b"a" * 300_000, "groot.csv"),
        (b"x", "x.csv"),
    ],
)
def test_file_that_cannot_be_read_is_explained(keeper, data, name):
    response = upload(keeper, data, name)
    assert response.status_code == 422
    assert response.context["form"].errors["file"]


def test_import_without_a_file_is_explained(keeper):
    assert keeper.post(reverse("home_import_figures")).context["form"].errors["file"]


def test_import_is_for_who_may_change_figures(editor, client):
    client.force_login(editor)
    assert client.get(reverse("home_import_figures")).status_code in {302, 403}
    upload(client, HEADER + GOOD)
    assert not Figure.objects.exists()


def test_estimates_of_rivm_are_previewed_and_stored(keeper, wijk):
    file = SimpleUploadedFile("50120NED.json", RECORDED.read_bytes())
    response = keeper.post(reverse("home_import_figures"), {"source": "rivm", "file": file})
    assert "33 schattingen" in response.text
    assert "WK000002, WK000009" in response.text
    assert not Figure.objects.exists()
    keeper.post(reverse("home_import_figures"), {"text": response.context["plan"].text})
    assert Figure.objects.filter(kind="estimate").count() == 33


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"source": "rivm"}, "address"),
        ({"source": "rivm", "address": "http://127.0.0.1/"}, "address"),
        ({"source": "rivm", "address": "http://[/"}, "address"),
        ({"source": "rivm", "file": SimpleUploadedFile("a.json", b"{}")}, "file"),
        ({"source": "excel"}, "source"),
    ],
)
def test_table_that_cannot_be_read_is_explained(keeper, home_page, given, field):
    response = keeper.post(reverse("home_import_figures"), given)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not Figure.objects.exists()
