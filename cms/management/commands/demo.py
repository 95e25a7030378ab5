"""Load a city with example content, to look around in."""

import logging
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

import cms
from cms import city, city_folder, demo, demo_file
from stadsbijeenkomst.models import Proceedings, Table

CITIES = Path(cms.__file__).parent / "cities"


class Command(BaseCommand):
    help = "Load a city with example content and somebody to log in as for each role. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", nargs="?", type=Path, help="a city's data folder with a demo.json; the first that comes along"
        )

    def handle(self, *, folder: Path | None, **options):
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        folder = folder or min(path.parent for path in CITIES.glob("*/demo.json"))
        try:
            content = demo_file.read(folder / "demo.json")
            loaded = city.load(city_folder.read(folder))
        except city_folder.BadFolder as error:
            raise CommandError(f"{folder} was not loaded:\n{error}") from error
        try:
            demo.make_users(content, loaded.groups)
        except demo.RefusedInProduction:
            self.stderr.write("No example users were made: their password is public, and this is a public site.")
        if not demo.fill(loaded.home, content, timezone.localdate()):
            self.stdout.write("The site has content already; no example content was added.")
        self.tell(content)

    def tell(self, content: demo_file.Demo):
        base = settings.WAGTAILADMIN_BASE_URL
        lines = [("Site", f"{base}/"), ("Admin", f"{base}/admin/")]
        if not settings.SESSION_COOKIE_SECURE:
            lines += [("Log in as", ", ".join(user.username for user in content.users)), ("Password", demo.PASSWORD)]
        table = (
            Table.objects.filter(meeting__proceedings__phase=Proceedings.Phase.COLLECT, revoked_at=None)
            .order_by("meeting_id", "number")
            .first()
        )
        if table:
            lines.append(("Join the meeting", f"{base}/doe-mee/{table.code}"))
        width = max(len(name) for name, _ in lines)
        for name, value in lines:
            self.stdout.write(f"{name:<{width}}  {value}")
