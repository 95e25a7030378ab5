import hashlib
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page, Site

from cms import city, city_folder
from coalitions.models import Stop
from home.models import CitySettings, Figure, HomePage, Theme, WijkPage

LINDESTAD = Path(__file__).parent / "lindestad"
CITIES = sorted(path.parent for path in (Path(city.__file__).parent / "cities").glob("*/city.json"))
PROMISED = (
    "/",
    "/wijken/",
    "/agenda/",
    "/coalities/",
    "/partners/",
    "/acties/",
    "/verhalen/",
    "/factsheets/",
    "/stadsbijeenkomsten/",
    "/toegankelijkheid/",
    "/privacy/",
)


def contents() -> dict[str, str]:
    """Return a digest of each table."""
    with connection.cursor() as cursor:
        digests = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows = sorted(repr(row) for row in cursor.fetchall())
            digests[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return digests


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(LINDESTAD, tmp_path / "lindestad"))


@pytest.mark.django_db
@pytest.mark.parametrize("folder", [LINDESTAD, *CITIES], ids=lambda path: path.name)
def test_city_has_the_promised_addresses(visitor, folder):
    call_command("load_city", folder)
    wijken = [f"/wijken/{wijk.slug}/" for wijk in WijkPage.objects.all()]
    assert len(wijken) >= 3
    for address in [*PROMISED, *wijken]:
        assert visitor.get(address, headers={"host": "localhost"}).status_code == 200, address


@pytest.mark.django_db
@pytest.mark.parametrize("folder", [LINDESTAD, *CITIES], ids=lambda path: path.name)
def test_loading_twice_changes_nothing(folder):
    call_command("load_city", folder)
    before = contents()
    call_command("load_city", folder)
    assert contents() == before


@pytest.mark.django_db
def test_city_follows_its_folder():
    call_command("load_city", LINDESTAD)
    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_page.specific.__class__) == ("localhost", 8000, HomePage)
    assert CitySettings.for_site(site).organisation == "Gemeente Lindestad"
    assert list(WijkPage.objects.order_by("path").values_list("title", "slug", "code")) == [
        ("Oeverwijk", "oeverwijk", "WK000001"),
        ("Molenwijk", "molenwijk", "WK000002"),
        ("'t Zand", "het-zand", ""),
    ]
    oeverwijk = WijkPage.objects.get(slug="oeverwijk")
    assert oeverwijk.boundary["type"] == "Polygon"
    assert oeverwijk.office_phone == "0123 45 67 89"
    assert list(Theme.objects.values_list("name", flat=True)) == ["Ontmoeting"]
    assert list(Stop.objects.values_list("name", "position")) == [("Opmerken", 1), ("Erbij horen", 2)]
    figure = Figure.objects.get(wijk=oeverwijk)
    assert (figure.value, figure.precision, figure.kind) == (Decimal(20), "more_than", "estimate")
    assert Figure.objects.get(wijk=None).value == Decimal("48.5")


@pytest.mark.django_db
def test_what_an_editor_wrote_stays_and_facts_follow_the_folder(folder):
    call_command("load_city", folder)
    wijk = WijkPage.objects.get(slug="oeverwijk")
    wijk.introduction = "Door de redacteur."
    wijk.save_revision().publish()
    wijk.introduction = "Nog niet af."
    wijk.save_revision()
    figures = folder / "figures.csv"
    figures.write_text(figures.read_text().replace(";20;", ";25;"))
    boundaries = folder / "wijken.geojson"
    boundaries.write_text(boundaries.read_text().replace("5.1, 52.1", "5.1, 52.15"))
    call_command("load_city", folder)
    wijk = WijkPage.objects.get(slug="oeverwijk")
    draft = wijk.get_latest_revision_as_object()
    assert (wijk.introduction, draft.introduction) == ("Door de redacteur.", "Nog niet af.")
    assert wijk.boundary["coordinates"][0][2] == draft.boundary["coordinates"][0][2] == [5.1, 52.15]
    assert Figure.objects.get(wijk=wijk).value == 25


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("city.json", '"title": "Agenda"', '"titel": "Agenda"', "pages.agenda.title: Field required"),
        ("city.json", "{", "[", "city.json: "),
        ("city.json", '"email": "hallo@', '"email": "hallo', "city.json: "),
        ("city.json", '"tagline"', '"slogan"', "unknown names: slogan"),
        ("city.json", '"WK000002"', '"WK000001"', "the same code: WK000001"),
        ("city.json", '"WK000002"', '"WK000003"', "unknown codes: WK000002"),
        ("city.json", "{wijk}", "", "must contain {wijk}"),
        ("wijken.geojson", "Polygon", "Point", "wijken.geojson: feature 1"),
        ("wijken.geojson", "[5.0, 52.0]]]", "[5.0, 252.0]]]", "wijken.geojson: feature 1"),
        ("figures.csv", "Oeverwijk", "Onbekend", "figures.csv: line 3: gebied"),
        ("figures.csv", "percentage", "procent", "figures.csv: "),
    ],
)
def test_bad_folder_is_refused_whole_and_says_why(folder, name, old, new, complaint):
    path = folder / name
    path.write_text(path.read_text().replace(old, new))
    before = Page.objects.count()
    with pytest.raises(CommandError, match="was not loaded") as refusal:
        call_command("load_city", folder)
    assert complaint in str(refusal.value)
    assert Page.objects.count() == before
    assert not Theme.objects.exists()


def test_folder_without_city_is_refused(tmp_path):
    with pytest.raises(city_folder.BadFolder, match=r"no city\.json"):
        city_folder.read(tmp_path)
