from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms import packages
from cms.settings.environment import ROOT, env


class Command(BaseCommand):
    help = "Fetch the style sheets and the font that package-lock.json names. Does nothing when they are there."
    requires_system_checks = []

    def handle(self, *args, **options):
        target = Path(settings.STATICFILES_DIRS[0]) / "packages"
        try:
            fetched = packages.fetch(ROOT, target, env("NPM_REGISTRY"))
        except packages.PackageRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Front-end packages fetched to {target}." if fetched else "Front-end packages are there.")
