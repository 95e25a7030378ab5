"""RIVM's estimates for the wijken of this city, as rows of the import of figures."""

import csv
import io
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.utils.translation import gettext as _

from . import figure_import, remote, rivm
from .models import WijkPage

GROUP = "18+"
NOTE = f"tabel {rivm.TABLE}"


class NoMunicipality(ValueError):
    """The codes of the wijken do not say which municipality this is, so nothing can be asked for."""


@dataclass(frozen=True)
class Regions:
    """The wijken that have a code of Statistics Netherlands, and the municipality that they lie in (`GM0344`)."""

    wijken: tuple[str, ...]

    @cached_property
    def city(self) -> str:
        return rivm.municipality(self.wijken)

    @property
    def address(self) -> str:
        """Where RIVM's service gives the figures of this city; empty when the wijken have no codes."""
        return rivm.address(self.city) if self.city else ""


def regions() -> Regions:
    """Return what to ask for. One query."""
    return Regions(tuple(WijkPage.objects.exclude(code="").order_by("code").values_list("code", flat=True)))


def fetch(address: str = "") -> bytes:
    """Return what stands at `address`, or else at the service's own address for this city, at most 5 MB.

    Refuses with `remote.Unreachable`, or with `NoMunicipality` when there is no address to ask.
    """
    address = address or regions().address
    if not address:
        raise NoMunicipality(_("Give the wijken their code first (such as WK034403): it says which city this is."))
    trusted = getattr(settings, "FIGURES_IMPORT_TRUSTED", ())
    return remote.fetch(address, rivm.MAX_BYTES, trusted, accept="application/json, text/csv;q=0.5")


def read(data: bytes) -> tuple[rivm.Reading, str]:
    """Return what stands in a part of RIVM's table about this city, and the same as text for `figure_import.preview`.

    Refuses with `rivm.Unreadable`, also when nothing in it is about this city.
    """
    here = regions()
    reading = rivm.read(data, here.wijken, here.city)
    if not reading.found:
        raise rivm.Unreadable(_("There is no figure in it about a wijk of this city, the city or the country."))
    areas = {here.city: "stad", rivm.COUNTRY[0]: "land"}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(figure_import.FIELDS)
    for one in sorted(reading.found, key=lambda one: (one.indicator, one.year, one.region)):
        place = areas.get(one.region, one.region)
        writer.writerow(
            (place, one.indicator, GROUP, one.year, one.percentage, "exact", "schatting", rivm.SOURCE, NOTE)
        )
    return reading, text.getvalue()
