"""Take away the words of somebody who asks for it."""

from django.core.management.base import BaseCommand, CommandError

from stadsbijeenkomst import retention
from stadsbijeenkomst.models import Note

from .export import find


class Command(BaseCommand):
    help = "Erase what the holder of an Inbrengbon wrote, or one note, from board, report and files."

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("code", nargs="?", help="the code of the Inbrengbon")
        which.add_argument("--note", type=int, help="number of one note, as the register of notes shows it")

    def handle(self, *, code: str | None, note: int | None, **options) -> None:
        if code:
            left = retention.erase_device(find(code))
        else:
            try:
                one = Note.objects.select_related("meeting").get(id=note)
            except (Note.DoesNotExist, OverflowError) as error:
                raise CommandError("There is no note with this number.") from error
            left = retention.erase(one.meeting, Note.objects.filter(pk=one.pk))
        self.stdout.write("Erased. Backups made before keep it until they are deleted.")
        if left:
            self.stdout.write("Staff wrote these sentences about it; read whether they must go too:")
        for sentence in left:
            self.stdout.write(f"- {sentence}")
