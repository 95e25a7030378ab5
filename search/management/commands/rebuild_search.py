from django.core.management.base import BaseCommand

from search import index


class Command(BaseCommand):
    help = "Write the search index anew from the pages that are live."

    def handle(self, **options) -> None:
        self.stdout.write(f"{index.rebuild()} pages can be found.")
