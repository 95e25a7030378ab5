import pytest

from coalitions.models import CoalitionIndexPage, CoalitionPage, Organisation, PartnerIndexPage, Stop


@pytest.fixture
def coalition_index(home_page) -> CoalitionIndexPage:
    return home_page.add_child(instance=CoalitionIndexPage(title="Actiecoalities", slug="coalities"))


@pytest.fixture
def partner_index(home_page) -> PartnerIndexPage:
    return home_page.add_child(instance=PartnerIndexPage(title="Partners", slug="partners"))


@pytest.fixture
def coalition(coalition_index, wijk) -> CoalitionPage:
    """An active coalition in one wijk."""
    page = CoalitionPage(
        title="Samen aan tafel",
        slug="samen-aan-tafel",
        goal="Elke week een maaltijd in de buurt.",
        status=CoalitionPage.Status.ACTIVE,
        wijken=[wijk],
    )
    return coalition_index.add_child(instance=page)


@pytest.fixture
def organisation(db) -> Organisation:
    return Organisation.objects.create(name="Buurthuis De Linde", kind=Organisation.Kind.WELFARE)


@pytest.fixture
def stop(db) -> Stop:
    return Stop.objects.create(name="Ontmoeten")
