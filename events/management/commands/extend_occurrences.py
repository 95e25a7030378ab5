from django.core.management.base import BaseCommand
from django.utils import timezone

from events import occurrences


class Command(BaseCommand):
    help = "Give series the dates that came within two years, and take away those of more than two years ago. Daily."

    def handle(self, **options) -> None:
        self.stdout.write(f"{occurrences.extend(timezone.localdate())} series looked at.")
