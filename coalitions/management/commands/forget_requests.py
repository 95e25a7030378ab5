from django.core.management.base import BaseCommand

from coalitions import retention


class Command(BaseCommand):
    help = (
        "Delete requests to join or start a coalition that nobody confirmed within a week, and take names and e-mail "
        "addresses from what was answered 30 days ago. Daily; safe to repeat."
    )

    def handle(self, **options) -> None:
        deleted, forgotten = retention.forget_requests()
        self.stdout.write(f"{deleted} deleted, {forgotten} forgotten")
