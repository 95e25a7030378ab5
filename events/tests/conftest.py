import pytest

from events.models import AgendaPage

from . import readers


@pytest.fixture
def agenda(home_page) -> AgendaPage:
    return home_page.add_child(instance=AgendaPage(title="Agenda", slug="agenda"))


@pytest.fixture(scope="session")
def node():
    process = readers.node()
    yield process
    process.close()


@pytest.fixture(scope="session")
def libical():
    process = readers.libical()
    yield process
    process.close()


@pytest.fixture(params=readers.NAMES)
def read(request) -> readers.Reader:
    """One reader after the other."""
    match request.param:
        case "ical.js" | "node-ical" as name:
            process = request.getfixturevalue("node")
        case "libical" as name:
            process = request.getfixturevalue("libical")
        case name:
            return readers.Reader(name, getattr(readers, name))
    return readers.Reader(name, lambda data: process.read(name, data))
