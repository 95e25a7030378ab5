"""Ask one town from the inside: its screens, and its search beside a bare full-text query. Prints JSON.

    python -m bench.asking '{"screens": {…}, "questions": {…}}'

Run by the measurement in a process of its own, with DATA_DIR or DATABASE_URL in the environment. CPU time of this
process and of the one in which PostgreSQL answers it (Linux), so that other work of the machine does not count.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
django.setup()

from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from wagtail.models import Site  # noqa: E402

from cms import page_cache  # noqa: E402
from search import questions, results  # noqa: E402
from search.models import by_index  # noqa: E402

from .probe import fetch, screen  # noqa: E402

BARE = {
    "sqlite": (
        "SELECT count(*) FROM search_fts WHERE search_fts MATCH %s",
        "SELECT rowid FROM search_fts WHERE search_fts MATCH %s ORDER BY bm25(search_fts, 10.0, 1.0) LIMIT 10",
    ),
    "postgresql": (
        "SELECT count(*) FROM search_entry WHERE vector @@ %s::tsquery",
        "SELECT page_id FROM search_entry WHERE vector @@ %s::tsquery ORDER BY -ts_rank(lead, %s::tsquery) LIMIT 10",
    ),
}

# Every page asks for its site before anything else, and keeps it with the request.
REQUEST = RequestFactory().get("/zoeken/", headers={"host": "127.0.0.1"})
SITE = Site.find_for_request(REQUEST)


def bare(text: str) -> None:
    """How many pages have the words, and the ten that the database ranks first: with the same index, nothing else."""
    asked = questions.read(text)
    written = asked.fts5() if connection.vendor == "sqlite" else asked.tsquery()
    with by_index(), connection.cursor() as cursor:
        for sql in BARE[connection.vendor]:
            cursor.execute(sql, [written] * sql.count("%s"))
            cursor.fetchall()


def searched(text: str) -> None:
    """What the suite does for the same: ten results with their texts, and the numbers beside every filter."""
    results.find(REQUEST, SITE.root_page, results.Asked(text))


def answered(text: str) -> None:
    """The whole page, which no cache knows."""
    page_cache.invalidate()
    fetch(f"/zoeken/?q={quote(text)}")


def suggested(text: str) -> None:
    page_cache.invalidate()
    fetch(f"/zoeken/suggesties?q={quote(text[:4])}")


def clock() -> float:
    """Return the milliseconds of CPU time that this process and its database have taken."""
    spent = time.process_time() * 1000
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        spent += int(backend.read_text().split()[0]) / 1_000_000
    return spent


def times(work: Callable[[str], None], texts: list[str]) -> list[float]:
    """Return the milliseconds that each text takes."""
    work(texts[0])
    found = []
    for text in texts:
        start = clock()
        work(text)
        found.append(clock() - start)
    return found


def main(screens: dict[str, str], questions: dict[str, list[str]]) -> dict:
    told = {name: screen(address) for name, address in screens.items()}
    with CaptureQueriesContext(connection) as queries:
        answered(questions["common"][0])
        number = len(queries)
    asked = {
        word: {work.__name__: times(work, texts) for work in (bare, searched, answered, suggested)}
        for word, texts in questions.items()
    }
    return {"screens": told, "search": asked, "queries": number}


if __name__ == "__main__":
    json.dump(main(**json.loads(sys.argv[1])), sys.stdout)
