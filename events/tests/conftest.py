import pytest

from events.models import AgendaPage


@pytest.fixture
def agenda(home_page) -> AgendaPage:
    return home_page.add_child(instance=AgendaPage(title="Agenda", slug="agenda"))
