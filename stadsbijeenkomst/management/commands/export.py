"""Give somebody who asks for it everything that is kept of what they wrote."""

import json

from django.core.management.base import BaseCommand, CommandError

from stadsbijeenkomst import codes, disclosure
from stadsbijeenkomst.models import Voucher


class Command(BaseCommand):
    help = "Print as JSON what the holder of an Inbrengbon wrote, and what became of it."

    def add_arguments(self, parser):
        parser.add_argument("code", help="the code of the Inbrengbon")

    def handle(self, *, code: str, **options) -> None:
        self.stdout.write(json.dumps(disclosure.of(find(code)), ensure_ascii=False, indent=2))


def find(code: str) -> Voucher:
    """Return the Inbrengbon with this code, as somebody typed it."""
    found = Voucher.objects.select_related("meeting").filter(code=codes.normalise(code) or "-").first()
    if found is None:
        raise CommandError("There is no Inbrengbon with this code.")
    return found
