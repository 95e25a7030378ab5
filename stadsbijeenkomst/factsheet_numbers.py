"""The numbers of city meetings in a factsheet. Only of what stays: notes and devices are deleted when their time is
over, the tables and the lines of a published report are not."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coalitions.factsheet import Counted, Period
from home.counting import rows, total
from home.visibility import public

from .models import ReportLine, ReportPage, StadsbijeenkomstPage, Table

TOPIC = _("City meetings")


def offered() -> list[Counted]:
    """Return every number, in order."""
    return [
        Counted(
            name="meetings",
            topic=TOPIC,
            label=lambda n: ngettext("city meeting", "city meetings", n),
            meaning=_("Public city meetings that began in the period."),
            count=lambda period: rows(held(period), "translation_key"),
            order=310,
        ),
        Counted(
            name="tables",
            topic=TOPIC,
            label=lambda n: ngettext("table", "tables", n),
            meaning=_(
                "Tables at those meetings, each with a wijk or a topic. People are not counted: what is known of"
                " devices is deleted two days after a meeting."
            ),
            count=lambda period: rows(Table.objects.filter(meeting__in=held(period).values("pk"))),
            order=320,
        ),
        Counted(
            name="notes",
            topic=TOPIC,
            label=lambda n: ngettext("thing said, in the report", "things said, in the reports", n),
            meaning=_("Notes behind the lines of the published reports of those meetings."),
            count=lambda period: total(ReportLine.objects.shown().filter(report__in=reports(period)), "count"),
            order=330,
        ),
    ]


def held(period: Period) -> QuerySet[StadsbijeenkomstPage]:
    """Return the public meetings that began in a period and before now."""
    found = StadsbijeenkomstPage.objects.filter(public(), period.has_seen("starts_at"), alias_of=None)
    return found.order_by()


def reports(period: Period) -> QuerySet:
    """Return the ids of the published reports of those meetings."""
    below = ReportPage.objects.filter(public()).order_by()
    paths = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    return below.filter(Exists(held(period).alias(under=paths).filter(under__startswith=F("path")))).values("pk")
