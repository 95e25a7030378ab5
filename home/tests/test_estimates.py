from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from home import estimates, figure_import, rivm
from home.models import Figure

from .test_remote import server  # noqa: F401
from .test_rivm import RECORDED

pytestmark = pytest.mark.django_db


def run(capsys, *words: str) -> str:
    call_command("import_figures", *words)
    return capsys.readouterr().out


def test_estimates_become_figures_of_wijk_city_and_country(wijk, capsys):
    told = run(capsys, "rivm", str(RECORDED))
    assert told == (
        "3 cells without a figure, 1 rows about other places\n"
        "No wijk has these codes: WK000002, WK000009\n33 new, 0 changed, 33 read\n"
    )
    newest = Figure.objects.filter(indicator="Eenzaam", year=2022).order_by("area")
    assert [(figure.area, figure.wijk, figure.value) for figure in newest] == [
        ("city", None, Decimal("50.1")),
        ("country", None, Decimal("49.2")),
        ("wijk", wijk, Decimal("57.4")),
    ]
    assert {(one.group, one.kind, one.precision, one.source) for one in Figure.objects.all()} == {
        ("18+", "estimate", "exact", rivm.SOURCE)
    }


def test_second_import_changes_nothing(wijk, capsys):
    run(capsys, "rivm", str(RECORDED))
    assert run(capsys, "rivm", str(RECORDED)).endswith("0 new, 0 changed, 33 read\n")
    Figure.objects.filter(year=2022, area="city", indicator="Eenzaam").update(value=1)
    assert run(capsys, "rivm", str(RECORDED)).endswith("0 new, 1 changed, 33 read\n")


def test_survey_beside_an_estimate_stays(wijk, capsys):
    survey = Figure.objects.create(
        indicator="Eenzaam", group="18+", year=2022, value=48, kind="survey", source="https://cijfers.example.org/"
    )
    run(capsys, "rivm", str(RECORDED))
    survey.refresh_from_db()
    assert survey.value == 48
    assert Figure.objects.filter(area="city", indicator="Eenzaam", year=2022).count() == 2


def test_dry_run_stores_nothing(wijk, capsys):
    assert "Nothing stored; it would be 33 new" in run(capsys, "rivm", str(RECORDED), "--dry-run")
    assert not Figure.objects.exists()


def test_address_is_fetched(wijk, server, capsys):  # noqa: F811
    server.answers["/rivm"] = (200, {}, RECORDED.read_bytes())
    address = f"http://{server.place}/rivm"
    with pytest.raises(CommandError, match="poorten"):
        run(capsys, "rivm", address)
    with override_settings(FIGURES_IMPORT_TRUSTED=[server.place]):
        assert run(capsys, "rivm", address).endswith("33 new, 0 changed, 33 read\n")


def test_own_file_is_read_by_the_command_too(capsys, tmp_path):
    path = tmp_path / "cijfers.csv"
    path.write_text("gebied,indicator,doelgroep,jaar,percentage,bron\nstad,Eenzaam,18+,2022,48,https://c.example/\n")
    assert run(capsys, "csv", str(path)) == "1 new, 0 changed, 1 read\n"


@pytest.mark.parametrize("words", [("csv",), ("csv", "/nergens.csv"), ("rivm", "/nergens.json"), ("rivm",)])
def test_command_says_what_is_wrong(words, capsys):
    with pytest.raises(CommandError):
        run(capsys, *words)


def test_wijken_without_codes_have_no_address(other_wijk):
    assert estimates.regions().address == ""
    with pytest.raises(estimates.NoMunicipality, match="WK034403"):
        estimates.fetch()


def test_table_about_other_cities_is_refused(wijk):
    wijk.code = "WK999901"
    wijk.save()
    text = RECORDED.read_text().replace("NL01", "NL99")
    with pytest.raises(rivm.Unreadable, match="deze stad"):
        estimates.read(text.encode())


def test_text_of_an_estimate_reads_back_as_it_was_exported(wijk):
    _reading, text = estimates.read(RECORDED.read_bytes())
    figure_import.store(figure_import.preview(text))
    assert len(figure_import.preview(text).changed) == 0
