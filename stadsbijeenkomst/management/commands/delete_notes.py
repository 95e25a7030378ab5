"""Delete notes whose time is up. Run it every night."""

from django.core.management.base import BaseCommand

from stadsbijeenkomst import retention


class Command(BaseCommand):
    help = "Delete notes of meetings whose time is up (NOTE_DAYS, NOTE_DAYS_UNPUBLISHED, SENSITIVE_DAYS). Repeatable."

    def handle(self, **options) -> None:
        self.stdout.write(f"{retention.delete_expired()} deleted")
