import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def test_process_is_alive_without_database_and_cache(client, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://0:1"}
    }
    response = client.get("/_healthz/livez")
    assert (response.status_code, response.text) == (200, "ok")
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_site_is_ready(client):
    response = client.get("/_healthz/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "database": True, "migrations": True, "cache": True}


@pytest.mark.django_db
def test_site_with_a_missing_migration_is_not_ready(client):
    MigrationRecorder.Migration.objects.filter(app="home").last().delete()
    response = client.get("/_healthz/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "database": True, "migrations": False, "cache": True}


@pytest.mark.django_db
def test_site_without_a_database_is_not_ready(client):
    def broken(*args):
        raise ConnectionError

    with connection.execute_wrapper(broken):
        response = client.get("/_healthz/readyz")
    assert response.status_code == 503
    assert response.json()["database"] is False
