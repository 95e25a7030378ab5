"""Compile the translations into a built package; everything else about it stands in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from cms import catalogues  # noqa: E402


class Build(build_py):
    def run(self):
        catalogues.compile_all(ROOT)
        super().run()


setup(cmdclass={"build_py": Build})
