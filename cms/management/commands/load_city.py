"""Make the site of a city from its data folder."""

import logging
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cms import city, city_folder


class Command(BaseCommand):
    help = "Create or complete the site from a city's data folder (see cms/cities/README.md). Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="the folder, or the city.json in it")

    def handle(self, *, folder: Path, **options):
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        try:
            loaded = city.load(city_folder.read(folder))
        except city_folder.BadFolder as error:
            raise CommandError(f"{folder} was not loaded:\n{error}") from error
        self.stdout.write(
            f"{loaded.home.title}: {loaded.wijken} wijken, "
            f"{loaded.new_figures} figures new and {loaded.changed_figures} changed."
        )
