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
    return reader(request, request.param)


@pytest.fixture
def every_reader(request) -> list[readers.Reader]:
    """All readers at once."""
    return [reader(request, name) for name in readers.NAMES]


def reader(request, name: str) -> readers.Reader:
    if name in {"ical.js", "node-ical"}:
        process = request.getfixturevalue("node")
    elif name == "libical":
        process = request.getfixturevalue("libical")
    else:
        return readers.Reader(name, getattr(readers, name))
    return readers.Reader(name, lambda data: process.read(name, data))


@pytest.fixture
def committing_client(admin_client, django_capture_on_commit_callbacks):
    """The client of an administrator, whose requests do what follows a commit."""

    def post(*args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return type(admin_client).post(admin_client, *args, **kwargs)

    admin_client.post = post
    return admin_client
