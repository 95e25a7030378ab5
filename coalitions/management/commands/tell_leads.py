from django.core.management.base import BaseCommand

from coalitions import joining


class Command(BaseCommand):
    help = "Mail the lead of each coalition that somebody waits for, at most once an hour. Safe to repeat."

    def handle(self, **options) -> None:
        self.stdout.write(f"{joining.tell_leads()} coalitions told")
