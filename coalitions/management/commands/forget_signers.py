from django.core.management.base import BaseCommand

from coalitions import declarations


class Command(BaseCommand):
    help = "Take the name of who signed from declarations that were withdrawn DECLARATION_DAYS ago. Safe to repeat."

    def handle(self, **options) -> None:
        self.stdout.write(f"{declarations.forget()} forgotten")
