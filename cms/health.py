"""Is this process alive, and can it serve pages?"""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of anybody else."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The process can serve pages: database, migrations and cache. 503 and the name of what is missing otherwise."""
    checks = {"database": _database_answers, "migrations": _migrations_applied, "cache": _cache_keeps}
    found = {}
    for name, works in checks.items():
        try:
            found[name] = works()
        except Exception:
            found[name] = False
    ready = all(found.values())
    return JsonResponse({"ready": ready, **found}, status=200 if ready else 503)


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _migrations_applied() -> bool:
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return False
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _cache_keeps() -> bool:
    cache.set("readyz", "ok", 10)
    return cache.get("readyz") == "ok"
