"""A meeting of the invented city, with two tables."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stadsbijeenkomst.models import Proceedings, StadsbijeenkomstIndexPage, StadsbijeenkomstPage, Table


@pytest.fixture
def meeting_index(home_page) -> StadsbijeenkomstIndexPage:
    return home_page.add_child(
        instance=StadsbijeenkomstIndexPage(title="Stadsbijeenkomsten", slug="stadsbijeenkomsten")
    )


@pytest.fixture
def meeting(meeting_index) -> StadsbijeenkomstPage:
    """A moderated meeting that is open now."""
    now = timezone.now()
    page = meeting_index.add_child(
        instance=StadsbijeenkomstPage(
            title="Samen aan tafel",
            slug="samen-aan-tafel",
            theme="Eenzaamheid",
            place="Stadszaal",
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=1),
        )
    )
    Proceedings.objects.create(meeting=page, phase=Proceedings.Phase.COLLECT)
    return page


@pytest.fixture
def table(meeting, wijk) -> Table:
    return Table.objects.create(meeting=meeting, number=1, wijk=wijk)


@pytest.fixture
def other_table(meeting, other_wijk) -> Table:
    return Table.objects.create(meeting=meeting, number=2, wijk=other_wijk)
