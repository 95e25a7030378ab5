"""Load a city with example content, to look around in."""

import logging
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
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
            if demo.is_filled():
                self.stdout.write("The site has content already; nothing was changed.")
            else:
                self.load(city_folder.read(folder), content)
        except city_folder.BadFolder as error:
            raise CommandError(f"{folder} was not loaded:\n{error}") from error
        self.tell(content)

    def load(self, data: city_folder.City, content: demo_file.Demo):
        loaded = city.load(data)
        try:
            demo.make_users(content, loaded.groups)
        except demo.RefusedInProduction:
            self.stderr.write("No example users were made: their password is public, and this is a public site.")
        demo.fill(loaded.home, content, timezone.localdate())

    def tell(self, content: demo_file.Demo):
        base = settings.WAGTAILADMIN_BASE_URL
        lines = [("Site", f"{base}/"), ("Admin", f"{base}/admin/")]
        users = get_user_model().objects.filter(username__in=[user.username for user in content.users])
        if users and not settings.SESSION_COOKIE_SECURE:
            lines += [("Log in as", ", ".join(user.username for user in users)), ("Password", demo.PASSWORD)]
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
