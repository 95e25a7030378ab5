import logging

import pytest
from django.conf import settings

from cms.logs import RouteFilter


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.WARNING, "django.request")
    caplog.handler.addFilter(RouteFilter())
    yield lambda: [record.getMessage() for record in caplog.records if record.name == "django.request"]
    caplog.handler.removeFilter(caplog.handler.filters[-1])


@pytest.mark.django_db
def test_code_of_a_table_stands_in_no_line(visitor, lines):
    visitor.get("/doe-mee/ABC234")
    visitor.get("/doe-mee/ABC234/nergens/")
    assert lines() == ["Not Found: /doe-mee/<str:code>", "Not Found: /doe-mee/…"]


@pytest.mark.django_db
def test_page_at_the_top_is_named_whole(visitor, lines):
    visitor.get("/nergens/")
    assert lines() == ["Not Found: /nergens/"]


def test_every_handler_filters():
    handlers = settings.LOGGING["handlers"].values()
    assert [handler["filters"] for handler in handlers] == [["route"]]
