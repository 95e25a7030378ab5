"""Mail who follows a coalition or an action what became of it. Run it every day."""

from django.core.management.base import BaseCommand

from coalitions import bulletin


class Command(BaseCommand):
    help = "Mail followers what is new, in one letter to each. Daily; safe to repeat, and to run twice at once."

    def handle(self, **options) -> None:
        told = bulletin.tell()
        self.stdout.write(f"{told.letters} letters; {told.forgotten} followers deleted")
