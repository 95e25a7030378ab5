import shutil
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError
from django.db import connection


class Command(BaseCommand):
    help = "Throw away the database, the uploads and the cache of the embedded default. Nothing can be had back."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="say that you mean it")

    def handle(self, *, yes: bool, **options):
        if settings.SESSION_COOKIE_SECURE:
            raise CommandError("This is a public site: its data is not thrown away by a command.")
        if connection.vendor != "sqlite":
            raise CommandError("Only SQLite is reset. Drop and create the database that DATABASE_URL names yourself.")
        if not yes:
            raise CommandError("Repeat the command with --yes to throw all content away.")
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{settings.DATABASES['default']['NAME']}{suffix}").unlink(missing_ok=True)
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        cache.clear()
