from django.core.management.base import BaseCommand

from events import proposals


class Command(BaseCommand):
    help = "Take the name and e-mail address from proposals that were answered 30 days ago. Daily; safe to repeat."

    def handle(self, **options) -> None:
        self.stdout.write(f"{proposals.forget()} forgotten")
