from django.core.management.base import BaseCommand

from coalitions import stories


class Command(BaseCommand):
    help = "Ask editors whether stories may stay, and unpublish those about which nobody answered. Daily; repeatable."

    def handle(self, **options) -> None:
        gone = stories.expire()
        self.stdout.write(f"{stories.ask()} asked, {gone} unpublished")
