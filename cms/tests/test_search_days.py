"""Search and activities together, which do not know each other."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from events.models import AgendaPage
from events.tests.factories import published
from search.models import Entry, Word


@pytest.fixture
def agenda(home_page):
    return home_page.add_child(instance=AgendaPage(title="Agenda", slug="agenda"))


@pytest.mark.django_db
def test_coming_activity_comes_before_one_that_is_over_and_a_period_holds_its_days_alone(agenda, visitor):
    now = timezone.now()
    published(agenda, "Koffie gisteren", starts_at=now - timedelta(days=2))
    published(agenda, "Koffie straks", starts_at=now + timedelta(days=20))
    published(agenda, "Koffie morgen", starts_at=now + timedelta(days=1))

    def found(query: str) -> list[str]:
        results = visitor.get(f"/zoeken/?q=koffie{query}").context["found"].results
        return [result.title.replace("<mark>", "").replace("</mark>", "") for result in results]

    everything = found("")
    assert sorted(everything[:2]) == ["Koffie morgen", "Koffie straks"]
    assert everything[2:] == ["Koffie gisteren"]
    assert found("&periode=week") == ["Koffie morgen"]
    assert sorted(found("&periode=maand")) == ["Koffie morgen", "Koffie straks"]
    day = timezone.localdate(now - timedelta(days=2)).isoformat()
    assert found(f"&van={day}&tot={day}") == ["Koffie gisteren"]


def migrate(*targets) -> None:
    MigrationExecutor(connection).migrate(list(targets))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_index_survives_the_way_back_and_forth_and_is_whole_after_a_rebuild(agenda, visitor):
    published(agenda, "Buurtwandeling", starts_at=timezone.now() + timedelta(days=3))

    def index() -> tuple[list, list]:
        return (
            list(Entry.objects.order_by("pk").values_list("pk", "title_words", "first_on", "last_on", "wijk_ids")),
            sorted(Word.objects.values_list("text", "folded", "stem", "pages")),
        )

    before = index()
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("search")
    try:
        migrate(("search", "0002_full_text"))
    finally:
        migrate(*newest)
    assert len(visitor.get("/zoeken/?q=buurtwandelingen").context["found"].results) == 1
    call_command("rebuild_search")
    assert index() == before
    assert len(visitor.get("/zoeken/?q=buurtwandelingen&periode=week").context["found"].results) == 1
