"""Let invented tables write invented notes, so that hosts and moderators can practise."""

from django.core.management.base import BaseCommand, CommandError

from stadsbijeenkomst import rehearsal
from stadsbijeenkomst.models import StadsbijeenkomstPage
from stadsbijeenkomst.tables import CodeRefused


class Command(BaseCommand):
    help = "Fill a meeting with invented notes at a chosen pace; --clear removes exactly these again."

    def add_arguments(self, parser):
        parser.add_argument("meeting", help="slug or number of the meeting's page")
        parser.add_argument("--tables", type=int, default=12, help="tables to make when there are none (12)")
        parser.add_argument("--notes", type=int, default=120, help="notes to write (120)")
        parser.add_argument("--pace", type=float, default=30, help="notes a minute, 0 for all at once (30)")
        parser.add_argument("--seed", type=int, help="the same number gives the same notes")
        parser.add_argument("--waiting", action="store_true", help="leave every note to the moderators")
        parser.add_argument("--among-real-notes", action="store_true", help="also when people have written already")
        parser.add_argument("--clear", action="store_true", help="remove what rehearsals wrote, and stop")

    def handle(self, *, meeting: str, clear: bool, **options):
        page = find(meeting)
        if clear:
            self.stdout.write(f"{rehearsal.clear(page)} deleted")
            return
        seats = rehearsal.seat_tables(page, max(options["tables"], 1))
        lines = rehearsal.script(seats, max(options["notes"], 0), options["seed"])
        written = 0
        try:
            for _note in rehearsal.perform(
                page,
                lines,
                pace=max(options["pace"], 0),
                waiting=options["waiting"],
                among_real_notes=options["among_real_notes"],
            ):
                written += 1
        except (rehearsal.RehearsalRefused, CodeRefused) as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        except KeyboardInterrupt:
            self.stdout.write("")
        self.stdout.write(f"{written} written at {len(seats)} tables; --clear removes them")


def find(asked: str) -> StadsbijeenkomstPage:
    """Return the meeting with this slug or number."""
    pages = StadsbijeenkomstPage.objects.select_related("proceedings")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 18 else 0
    found = pages.filter(slug=asked).first() or pages.filter(id=number).first()
    if found is None:
        raise CommandError(f"There is no city meeting “{asked}”.")
    return found
