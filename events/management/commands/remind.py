"""Mail a reminder to who is registered for something that is about to begin. Run it every five minutes."""

from django.core.management.base import BaseCommand

from events import notices


class Command(BaseCommand):
    help = "Remind who is registered for a date that begins soon. Safe to repeat, and to run twice at once."

    def handle(self, **options):
        self.stdout.write(f"{notices.remind()} reminded")
