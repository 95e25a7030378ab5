"""The page cache: fast, and never a stale answer after a publication."""

import gzip
import threading

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client

from cms import page_cache
from home.models import Theme, WijkPage

pytestmark = pytest.mark.usefixtures("transactional_db", "django_db_serialized_rollback")


def read(page, **headers):
    """Read a page as a new visitor who has no cookie."""
    return Client().get(page.url, headers=headers)


def test_second_read_runs_no_query_and_gives_the_same_bytes(wijk, django_assert_num_queries):
    first = read(wijk)
    with django_assert_num_queries(0):
        second = read(wijk)
    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)


def test_publication_is_seen_by_the_next_read(wijk):
    read(wijk)
    wijk.title = "Oeverwijk aan de Linde"
    wijk.save_revision().publish()
    assert "Oeverwijk aan de Linde</h1>" in read(wijk).text


def test_unpublication_is_seen_by_the_next_read(wijk):
    read(wijk)
    wijk.unpublish()
    assert read(wijk).status_code == 404


@pytest.mark.parametrize(
    "write",
    [
        lambda wijk: WijkPage.objects.filter(pk=wijk.pk).update(introduction="Nieuw"),
        lambda wijk: Theme.objects.create(name="Vervoer", slug="vervoer"),
        lambda wijk: Theme.objects.bulk_create([Theme(name="Vervoer", slug="vervoer")]),
    ],
    ids=["queryset update", "snippet", "bulk"],
)
def test_any_seen_write_changes_the_stamp(wijk, write):
    before = page_cache.stamp()
    write(wijk)
    assert page_cache.stamp() != before


def test_write_in_another_thread_is_seen(wijk):
    read(wijk)

    def rename():
        WijkPage.objects.filter(pk=wijk.pk).update(introduction="Uit een andere draad")
        connection.close()

    thread = threading.Thread(target=rename)
    thread.start()
    thread.join()
    assert "Uit een andere draad" in read(wijk).text


def test_uncommitted_write_does_not_change_the_stamp_and_a_rollback_never_does(wijk):
    before = page_cache.stamp()
    with transaction.atomic():
        WijkPage.objects.filter(pk=wijk.pk).update(introduction="Nooit")
        assert page_cache.stamp() == before
        transaction.set_rollback(True)
    assert page_cache.stamp() == before


def test_saving_a_draft_keeps_the_stamp(wijk):
    before = page_cache.stamp()
    wijk.introduction = "Nog niet klaar"
    wijk.save_revision()
    assert page_cache.stamp() == before


def test_answer_rendered_before_a_publication_is_not_kept_after_it():
    answers = page_cache.Answers()
    answer = page_cache.Answer(b"old", {}, '"x"', until=float("inf"))
    answers.find("new", ("key",))
    answers.keep("old", ("key",), answer)
    assert answers.find("new", ("key",)) is None


def test_editor_is_never_served_from_memory(wijk, editor):
    read(wijk)
    client = Client()
    client.force_login(editor)
    assert "wagtail-userbar" in client.get(wijk.url).text
    assert "wagtail-userbar" not in read(wijk).text


def test_validator_gives_304_without_body(wijk):
    etag = read(wijk).headers["ETag"]
    response = read(wijk, if_none_match=etag)
    assert (response.status_code, response.content, response.headers["ETag"]) == (304, b"", etag)
    assert read(wijk, if_none_match='"other"').status_code == 200
    assert read(wijk, if_none_match=f'W/"other", {etag}').status_code == 304


def test_gzip_holds_the_same_page_under_its_own_validator(wijk):
    plain, packed = read(wijk), read(wijk, accept_encoding="gzip, br")
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert read(wijk, accept_encoding="gzip", if_none_match=packed.headers["ETag"]).status_code == 304


def test_page_with_a_cookie_is_not_kept(wijk):
    """A password form holds a token of one reader."""
    wijk.view_restrictions.create(restriction_type="password", password="geheim")
    first, second = read(wijk), read(wijk)
    assert first.cookies
    assert first.content != second.content


def test_nothing_is_kept_past_its_time_or_midnight(wijk, django_assert_num_queries):
    with time_machine.travel("2026-06-01T23:58:00+02:00", tick=False) as clock:
        read(wijk)
        clock.shift(60)
        with django_assert_num_queries(0):
            read(wijk)
        clock.shift(61)
        seen = len(connection.queries_log)
        connection.force_debug_cursor = True
        read(wijk)
        connection.force_debug_cursor = False
        assert len(connection.queries_log) > seen


def test_memory_has_a_limit(monkeypatch):
    monkeypatch.setattr(page_cache, "BYTES", 100)
    answers = page_cache.Answers()
    answers.find("s", ("a",))
    for key in "abc":
        answers.keep("s", (key,), page_cache.Answer(b"x" * 40, {}, '"x"', until=float("inf")))
    assert [bool(answers.find("s", (key,))) for key in "abc"] == [False, True, True]


@pytest.mark.parametrize(
    ("sql", "seen"),
    [
        ('UPDATE "events_registration" SET "reminded_at" = %s WHERE ("events_registration"."id" = 1)', False),
        ('UPDATE "events_registration" SET "told" = %s WHERE "events_registration"."id" = 1', False),
        ('UPDATE "events_registration" SET "status" = %s, "told" = %s WHERE "events_registration"."id" = 1', True),
        ('INSERT INTO "events_registration" ("told") VALUES (%s)', True),
        ('DELETE FROM "events_registration" WHERE "id" = 1', True),
    ],
)
def test_registration_changes_what_is_kept_only_when_it_changes_the_places(sql, seen):
    assert page_cache.is_seen(sql) is seen
