from collections import Counter

from django.core.management.base import BaseCommand

from events import calendar_import
from events.models import CalendarSource


class Command(BaseCommand):
    help = "Read every calendar that has an address; what is new or changed there becomes a draft. Every few hours."

    def handle(self, **options) -> None:
        for source in CalendarSource.objects.exclude(address=""):
            lines = calendar_import.read_address(source)
            counted = Counter(line.kind for line in lines if line.kind != "counted")
            told = ", ".join(f"{number} {kind}" for kind, number in sorted(counted.items())) or "nothing new"
            self.stdout.write(f"{source.pk}: {told}")
