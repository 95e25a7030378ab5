from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Page

from events import publishing


class Command(BaseCommand):
    help = (
        "Write the dates and feed entries of live activities anew: after a change of the site's address, or by hand."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("page_id", nargs="*", type=int, help="of pages at and under which to do it; none: all")

    def handle(self, page_id: list[int], **options) -> None:
        found = Page.objects.in_bulk(page_id)
        if missing := sorted(set(page_id) - found.keys()):
            raise CommandError(f"There is no page {', '.join(map(str, missing))}.")
        told = sum(map(publishing.rebuild, found.values())) if page_id else publishing.rebuild()
        self.stdout.write(f"{told} activities are told of.")
