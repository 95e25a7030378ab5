import io
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.urls import reverse
from PIL import Image

from cms.settings.environment import ROOT
from coalitions.models import Action, CoalitionPage
from events.models import EventPage
from home.models import CitySettings, WijkPage
from stadsbijeenkomst import rehearsal
from stadsbijeenkomst.models import StadsbijeenkomstPage, Table
from stadsbijeenkomst.tables import CodeRefused

FOLDER = ROOT / "docs" / "screens"
HANDBOOK = ROOT / "docs" / "handboek" / "beeld"
LARGEST = 150 * 1024
# What Wagtail's scripts draw after the page has loaded: where they will, and what is there when they have.
DRAWN = [("#wagtail-sidebar", ".sidebar-main-menu"), ("[role=tab]", "[role=tabpanel]:not([hidden])")]
NOTES = 60  # of a rehearsal, on the board


@dataclass(frozen=True)
class Screen:
    """A picture: its name, the address it shows, how wide and high the window is, and who looks."""

    name: str
    address: str
    width: int = 1280
    height: int = 900
    user: str = ""
    folder: Path = FOLDER

    @property
    def path(self) -> Path:
        """Where the picture is kept. The handbook shows each at one width."""
        return self.folder / (f"{self.name}-{self.width}.png" if self.folder == FOLDER else f"{self.name}.png")


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class Command(BaseCommand):
    help = (
        "Write the pictures of the example site for the README (docs/screens) and the handbook (docs/handboek/beeld)."
    )

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", help="Only these pictures, for example `wijk` or `activiteit`.")
        parser.add_argument("--handbook", action="store_true", help="Only those of the handbook.")

    def handle(self, *args, **options):
        try:
            from playwright.sync_api import sync_playwright
        except ImportError as error:
            raise CommandError("Playwright is missing: `make screens` installs it.") from error
        screens = [
            screen
            for screen in [*([] if options["handbook"] else wanted()), *of_handbook()]
            if not options["names"] or screen.name in options["names"]
        ]
        for folder in (FOLDER, HANDBOOK):
            folder.mkdir(parents=True, exist_ok=True)
        # Playwright runs an event loop in this thread; nothing below is asynchronous.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        with rehearsed(), served() as base, sync_playwright() as playwright:
            path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            for screen in screens:
                context = browser.new_context(
                    base_url=base, viewport={"width": screen.width, "height": screen.height}, locale="nl-NL"
                )
                if screen.user:
                    context.add_cookies([session(screen.user, base)])
                tab = context.new_page()
                tab.goto(screen.address, wait_until="networkidle")
                for drawn_by_script in DRAWN if screen.user else ():
                    if tab.locator(drawn_by_script[0]).count():
                        tab.locator(drawn_by_script[1]).first.wait_for(timeout=60_000)
                size = write(screen.path, tab.screenshot(animations="disabled"))
                self.stdout.write(f"{screen.path.relative_to(ROOT)}  {size // 1024} kB")
                context.close()
            browser.close()


def wanted() -> list[Screen]:
    """Return the pictures to take, found in the example site by what they are and not by their names."""
    wijk = WijkPage.objects.live().filter(figures__isnull=False).order_by("path").first()
    event = EventPage.objects.live().filter(date_changes__kind="cancelled").order_by("path").first()
    finished = StadsbijeenkomstPage.objects.live().order_by("starts_at").first()
    table = Table.objects.order_by("meeting__starts_at", "number").last()
    running = table and table.meeting
    if not (wijk and event and finished and table):
        raise CommandError("The pictures are of the example site: run `manage.py demo` first.")
    return [
        Screen("home", "/"),
        Screen("home", "/", 390, 800),
        Screen("wijk", wijk.url),
        Screen("agenda", reverse("wagtail_serve", args=("agenda/",))),
        Screen("agenda-maand", reverse("wagtail_serve", args=("agenda/",), query={"weergave": "maand"})),
        Screen("activiteit", event.url),
        Screen("samenstellen", reverse("events:compose", query={"wijk": wijk.pk}), 1280, 1000),
        Screen("doe-mee", reverse("stadsbijeenkomst:write", args=[table.code]), 390, 800),
        Screen("scherm", reverse("stadsbijeenkomst:hall", args=[running.slug]), 1920, 1080),
        Screen("regiekamer", reverse("stadsbijeenkomst_desk", args=[running.pk]), user="netwerk"),
        Screen("moderatie", reverse("stadsbijeenkomst_queue", args=[running.pk]), user="moderator"),
        Screen("verslag", f"{finished.url}verslag/"),
        Screen("admin", reverse("wagtailadmin_home"), user="redacteur"),
    ]


def of_handbook() -> list[Screen]:
    """Return the pictures of the handbook: what somebody with that role sees."""
    event = EventPage.objects.live().order_by("path").first()
    wijk = WijkPage.objects.live().filter(figures__isnull=False).order_by("path").first()
    coalition = CoalitionPage.objects.published().filter(status=CoalitionPage.Status.ACTIVE).order_by("path").first()
    meeting = StadsbijeenkomstPage.objects.live().order_by("starts_at").last()
    city = CitySettings.objects.order_by("pk").last()
    if not (event and wijk and coalition and meeting and city):
        raise CommandError("The pictures are of the example site: run `manage.py demo` first.")

    def picture(name: str, address: str, user: str = "") -> Screen:
        return Screen(name, address, 1200, 800, user, HANDBOOK)

    return [
        picture("beheer", reverse("wagtailadmin_home"), "redacteur"),
        picture("activiteit", reverse("wagtailadmin_pages:edit", args=[event.pk]), "redacteur"),
        picture("wijk", wijk.url),
        picture("acties", reverse(Action.snippet_viewset.get_url_name("list")), "wijkredacteur"),
        picture("coalitie", coalition.url),
        picture("regiekamer", reverse("stadsbijeenkomst_desk", args=[meeting.pk]), "netwerk"),
        picture("moderatie", reverse("stadsbijeenkomst_queue", args=[meeting.pk]), "moderator"),
        picture("stad", reverse("wagtailsettings:edit", args=["home", "citysettings", city.site_id]), "beheerder"),
        picture("cijfers", reverse("home_import_figures"), "beheerder"),
    ]


@contextmanager
def rehearsed():
    """Let invented tables of the coming meeting write for the pictures, and take back what they wrote."""
    meeting = StadsbijeenkomstPage.objects.select_related("proceedings").latest("starts_at")
    lines = rehearsal.script(rehearsal.seat_tables(meeting, 12), NOTES, seed=1)
    try:
        # The codes of an example that was loaded some days ago are worth nothing any more.
        with suppress(CodeRefused):
            list(rehearsal.perform(meeting, lines, among_real_notes=True))
        yield
    finally:
        rehearsal.clear(meeting)


@contextmanager
def served():
    """Serve the site on a free port, in a thread, and give its address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    server.set_app(WSGIHandler())
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def session(username: str, base: str) -> dict[str, str]:
    """Return the cookie of a user who is logged in."""
    user = get_user_model().objects.get(username=username)
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": store.session_key or "", "url": base}


def write(path: Path, picture: bytes) -> int:
    """Write a picture in as many colours as fit in 150 kB, and return its size in bytes."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64):
        image.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= LARGEST:
            break
    return path.stat().st_size
