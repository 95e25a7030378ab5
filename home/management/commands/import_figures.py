"""Read figures from a file or from RIVM into the register."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from home import estimates, figure_import, remote, rivm

REFUSALS = (
    estimates.NoMunicipality,
    figure_import.NotImported,
    figure_import.Unreadable,
    remote.Unreachable,
    rivm.Unreadable,
    OSError,
)


class Command(BaseCommand):
    help = (
        "Import figures: `import_figures csv figures.csv`, or RIVM's estimates per wijk (table 50120NED) with "
        "`import_figures rivm`, `import_figures rivm answer.json` or `import_figures rivm https://…`. Safe to repeat."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", choices=["csv", "rivm"])
        parser.add_argument("place", nargs="?", default="", help="A file; for rivm also an address, or nothing.")
        parser.add_argument("--dry-run", action="store_true", help="Tell what would change and store nothing.")

    def handle(self, source, place, dry_run, **options):
        try:
            plan = self.from_rivm(place) if source == "rivm" else self.from_csv(place)
            for row in plan.wrong:
                self.stderr.write(f"{row.number}: {' '.join(row.errors)}")
            new, changed = (len(plan.new), len(plan.changed)) if dry_run else figure_import.store(plan)
        except REFUSALS as refusal:
            raise CommandError(str(refusal)) from refusal
        would = "Nothing stored; it would be " if dry_run else ""
        self.stdout.write(f"{would}{new} new, {changed} changed, {len(plan.rows)} read")

    def from_csv(self, place: str) -> figure_import.Preview:
        if not place:
            raise CommandError("Name the CSV file.")
        text, _encoding = figure_import.decode(Path(place).read_bytes())
        return figure_import.preview(text)

    def from_rivm(self, place: str) -> figure_import.Preview:
        is_file = place and not place.startswith(("http://", "https://"))
        reading, text = estimates.read(Path(place).read_bytes() if is_file else estimates.fetch(place))
        self.stdout.write(f"{reading.missing} cells without a figure, {reading.elsewhere} rows about other places")
        if reading.unknown:
            self.stdout.write(f"No wijk has these codes: {', '.join(reading.unknown)}")
        return figure_import.preview(text)
