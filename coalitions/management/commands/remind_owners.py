"""Mail who promised something, before and after its day. Run it every day."""

from django.core.management.base import BaseCommand

from coalitions import reminders


class Command(BaseCommand):
    help = "Remind the owners of actions, in one letter to each. Daily; safe to repeat, and to run twice at once."

    def handle(self, **options) -> None:
        sent = reminders.remind()
        self.stdout.write(
            f"{sent.letters} letters about {sent.reminders} actions; {sent.without_address} without an address"
        )
