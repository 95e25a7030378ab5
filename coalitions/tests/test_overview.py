import pytest
from django.http import QueryDict

from coalitions import overview, route
from coalitions.models import Stop


def titles(index, query="") -> list[str]:
    return [page.title for page in overview.collect(index, QueryDict(query)).coalitions]


@pytest.fixture
def two(coalition, stop, theme):
    """A coalition at a stop, and a completed copy with a theme."""
    other = coalition.copy(update_attrs={"slug": "koor", "title": "Koor", "status": "completed"})
    coalition.stops.add(stop)
    coalition.save()
    other.themes.add(theme)
    other.save()
    return coalition


def test_list_is_narrowed_by_stop_and_theme(two, coalition_index):
    assert titles(coalition_index) == ["Samen aan tafel", "Koor"]
    assert titles(coalition_index, "halte=ontmoeten") == ["Samen aan tafel"]
    assert titles(coalition_index, "thema=ontmoeting") == ["Koor"]


def test_statuses_are_counted_within_the_other_choices(two, coalition_index):
    tabs = [(tab.text, tab.href, tab.is_current) for tab in overview.collect(coalition_index, QueryDict()).tabs]
    assert tabs == [
        ("Alle (2)", "?", True),
        ("Actief (1)", "?status=active", False),
        ("Afgerond (1)", "?status=completed", False),
    ]
    found = overview.collect(coalition_index, QueryDict("halte=ontmoeten&status=completed&pagina=1"))
    assert [tab.text for tab in found.tabs] == ["Alle (1)", "Actief (1)", "Afgerond (0)"]
    assert list(found.coalitions) == []
    assert found.chosen == [("Ontmoeten", "?status=completed")]


def test_nothing_at_all_is_told_apart_from_nothing_that_fits(coalition_index, visitor):
    assert "Er is nog geen actiecoalitie." in visitor.get("/coalities/").text


def test_route_shows_all_stops_and_those_of_the_coalition(two):
    Stop.objects.create(name="Zien", position=0)
    Stop.objects.filter(name="Ontmoeten").update(position=4)
    assert [(halt.name, halt.is_on, halt.query) for halt in route.of(two)] == [
        ("Zien", False, "?halte=zien"),
        ("Ontmoeten", True, "?halte=ontmoeten"),
    ]


def test_coalition_without_stops_has_no_route(coalition, stop):
    assert route.of(coalition) == []
