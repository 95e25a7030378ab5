"""The yardstick: a Django site with no middleware whose views do nothing but the least.

`/bytes/<name>` returns a body from memory, `/unmodified/` an empty 304, and a POST to `/insert/` writes one row.
The bodies are files in BENCH_BODIES; the database is BENCH_DATABASE, with the same pragmas as the suite's.
"""

import os
from pathlib import Path

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["BENCH_DATABASE"],
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
            },
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[],
    MIDDLEWARE=[],
    ROOT_URLCONF=__name__,
    SECRET_KEY="a yardstick keeps no secrets",  # noqa: S106
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified  # noqa: E402
from django.urls import path  # noqa: E402

BODIES = {file.name: file.read_bytes() for file in Path(os.environ["BENCH_BODIES"]).iterdir()}


class Line(models.Model):
    text = models.TextField()

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.text


if Line._meta.db_table not in connection.introspection.table_names():
    with connection.schema_editor() as editor:
        editor.create_model(Line)
connection.close()


def give(request: HttpRequest, name: str) -> HttpResponse:
    body = BODIES[name]
    return HttpResponse(body, headers={"Content-Length": str(len(body))})


def unmodified(request: HttpRequest) -> HttpResponse:
    return HttpResponseNotModified()


def insert(request: HttpRequest) -> HttpResponse:
    Line.objects.create(text=request.POST["text"])
    return HttpResponse(status=201, headers={"Content-Length": "0"})


urlpatterns = [path("bytes/<name>", give), path("unmodified/", unmodified), path("insert/", insert)]
application = get_wsgi_application()
