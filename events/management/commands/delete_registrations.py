"""Delete registrations whose time is up. Run it every night."""

from django.core.management.base import BaseCommand

from events import retention


class Command(BaseCommand):
    help = "Delete registrations whose last date is longer ago than REGISTRATION_DAYS. Safe to repeat."

    def handle(self, **options):
        self.stdout.write(f"{retention.delete_expired()} deleted")
