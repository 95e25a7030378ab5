from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms import catalogues
from cms.settings.environment import ROOT

SOURCE_LANGUAGE = "en"


def our_apps() -> list[Path]:
    return [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == ROOT]


class Command(BaseCommand):
    help = "Extracts our sentences into the translation catalogues, compiles these, or checks that they are complete."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=["extract", "compile", "check"])

    def handle(self, *, verb: str, **options):
        languages = [code for code, _name in settings.LANGUAGES if code != SOURCE_LANGUAGE]
        getattr(self, verb)([(app, language) for app in our_apps() for language in languages])

    def extract(self, wanted):
        for app, language in wanted:
            left = catalogues.update(app, language)
            self.stdout.write(
                f"{app.name}, {language}: {left} to translate" if left else f"{app.name}, {language}: complete"
            )

    def compile(self, wanted):
        catalogues.compile_all(ROOT)

    def check(self, wanted):
        flaws = [flaw for app, language in wanted for flaw in catalogues.flaws(app, language)]
        for language in {language for _app, language in wanted}:
            flaws += catalogues.clashes([app for app, other in wanted if other == language], language)
        for flaw in flaws:
            self.stderr.write(flaw.replace(f"{ROOT}/", ""))
        if flaws:
            raise CommandError(
                f"{len(flaws)} sentences are not translated well. `make messages` writes new ones down."
            )
        self.stdout.write("Every sentence is translated.")
