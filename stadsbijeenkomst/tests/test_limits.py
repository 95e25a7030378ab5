import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from stadsbijeenkomst import limits
from stadsbijeenkomst.limits import Bucket


def test_bucket_empties_per_code_and_fills_again():
    now = [0.0]
    bucket = Bucket("notes", size=3, per_second=0.5, clock=lambda: now[0])
    assert [bucket.take("A") for _ in range(4)] == [True, True, True, False]
    assert bucket.take("B", 3) is True
    now[0] = 2
    assert [bucket.take("A"), bucket.take("A")] == [True, False]
    now[0] = 100
    assert [bucket.take("A", 4), bucket.take("A", 3)] == [False, True]


def test_full_buckets_are_forgotten_when_there_are_many():
    now = [0.0]
    bucket = Bucket("notes", size=1, per_second=1, clock=lambda: now[0])
    for number in range(10_001):
        bucket.take(str(number))
    now[0] = 10
    bucket.take("last")
    assert list(bucket.left) == ["last"]


@pytest.fixture
def processes(monkeypatch):
    """The same bucket in two processes that share a cache."""
    monkeypatch.setattr(limits, "shared_cache", lambda: cache)
    return Bucket("notes", size=4, per_second=1), Bucket("notes", size=4, per_second=1)


@time_machine.travel(1_000_000, tick=False)
def test_processes_with_a_shared_cache_count_together(processes):
    first, second = processes
    assert [first.take("A", 3), second.take("A", 3), second.take("A"), first.take("A")] == [True, False, True, False]
    assert second.take("B", 2) is True
    with time_machine.travel(1_000_004, tick=False):
        assert second.count(cache, "A", 4) is True


def test_shared_cache_holds_no_code(processes):
    processes[0].take("ABCDEF")
    assert "ABCDEF" not in str(cache._cache)


def test_cache_that_fails_keeps_nobody_out(processes, monkeypatch, caplog):
    def fail(*args, **options):
        raise ConnectionError("no route to ABCDEF")

    monkeypatch.setattr(cache, "incr", fail)
    assert processes[0].take("ABCDEF") is True
    assert caplog.messages == ["The shared cache does not count: ConnectionError"]


@pytest.mark.parametrize(("url", "is_shared"), [("redis", True), ("locmem", False), ("filebased", False)])
def test_only_a_cache_that_counts_without_a_race_is_shared(settings, url, is_shared, tmp_path):
    backends = {"redis": "RedisCache", "locmem": "LocMemCache", "filebased": "FileBasedCache"}
    place = {"redis": "redis://localhost:1/0", "locmem": "", "filebased": str(tmp_path)}[url]
    backend = f"django.core.cache.backends.{url}.{backends[url]}"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": place}}
    assert (limits.shared_cache() is not None) is is_shared


def test_many_wrong_codes_are_told_and_lock_nobody_out(visitor, table, caplog):
    limits.guesses.left[""] = (0, limits.guesses.clock())
    statuses = {visitor.get(reverse("stadsbijeenkomst:write", args=["AAAAAA"])).status_code for _try in range(5)}
    assert statuses == {404}
    told = [record.getMessage() for record in caplog.records if record.name == limits.__name__]
    assert len(told) == 1
    assert "AAAAAA" not in told[0]
    assert visitor.get(reverse("stadsbijeenkomst:write", args=[table.code])).status_code == 200
