from datetime import date, datetime

import pytest
import time_machine

from coalitions import follow_up
from coalitions.models import ActionIndexPage, CoalitionIndexPage, CoalitionPage, Organisation, PartnerIndexPage, Stop


@pytest.fixture
def clock():
    """It is the first of June 2026; move it on with `clock.shift(…)`."""
    with time_machine.travel(datetime(2026, 6, 1, 10), tick=False) as clock:
        yield clock


@pytest.fixture
def coalition_index(home_page) -> CoalitionIndexPage:
    return home_page.add_child(instance=CoalitionIndexPage(title="Actiecoalities", slug="coalities"))


@pytest.fixture
def partner_index(home_page) -> PartnerIndexPage:
    return home_page.add_child(instance=PartnerIndexPage(title="Partners", slug="partners"))


@pytest.fixture
def action_index(home_page) -> ActionIndexPage:
    return home_page.add_child(instance=ActionIndexPage(title="Acties", slug="acties"))


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


@pytest.fixture
def action(organisation, wijk):
    """A promise of a partner in one wijk."""
    return follow_up.propose(
        title="Elke week soep",
        first_step="De keuken bellen",
        due_on=date(2030, 12, 1),
        organisation=organisation,
        wijken=[wijk],
    )
