"""The numbers of a factsheet that coalitions count themselves. Those of actions stand in `factsheet_actions`."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import turnout
from home.counting import rows
from home.visibility import public

from .factsheet import Counted, Period, held
from .models import CoalitionPage, Declaration, JoinRequest, Membership, Organisation

COALITIONS, ACTIVITIES, PARTNERS = _("Coalitions"), _("Activities"), _("Partners and residents")
Status = CoalitionPage.Status


def offered() -> list[Counted]:
    """Return every number, in order."""
    return [
        Counted(
            name="coalitions",
            topic=COALITIONS,
            label=lambda n: ngettext("coalition at work", "coalitions at work", n),
            meaning=_(
                "Coalitions on the site that had begun before the end of the period and had not ended before its first"
                " day. Ideas do not count."
            ),
            count=lambda period: rows(ran(period), "translation_key"),
            order=10,
        ),
        Counted(
            name="coalitions_begun",
            topic=COALITIONS,
            label=lambda n: ngettext("coalition began", "coalitions began", n),
            meaning=_("Those of them that began in the period."),
            count=lambda period: rows(ran(period).filter(period.holds_day("begun_on")), "translation_key"),
            order=20,
        ),
        Counted(
            name="coalitions_completed",
            topic=COALITIONS,
            label=lambda n: ngettext("coalition completed", "coalitions completed", n),
            meaning=_("Those of them that are completed and ended in the period."),
            count=lambda period: rows(
                ran(period).filter(period.holds_day("ends_on"), status=Status.COMPLETED), "translation_key"
            ),
            order=30,
        ),
        Counted(
            name="activities",
            topic=ACTIVITIES,
            label=lambda n: ngettext("activity held", "activities held", n),
            meaning=_(
                "Dates in the agenda that began in the period and were not cancelled. A weekly activity counts each"
                " week."
            ),
            count=lambda period: rows(held(period), "once"),
            order=110,
        ),
        Counted(
            name="activities_of_coalitions",
            topic=ACTIVITIES,
            label=lambda n: ngettext("of a coalition", "of coalitions", n),
            meaning=_("Those of them that stand under the page of a coalition."),
            count=lambda period: rows(of_coalitions(held(period)), "once"),
            order=120,
        ),
        Counted(
            name="participants",
            topic=ACTIVITIES,
            label=lambda n: ngettext("participant who registered", "participants who registered", n),
            meaning=_(
                "People who had a place on those dates, where one registers. Who came twice counts twice, and of whom"
                " the organiser said that they were not there do not count. Activities without registration are not"
                " counted."
            ),
            count=lambda period: turnout.people(held(period)),
            order=130,
        ),
        Counted(
            name="partners",
            topic=PARTNERS,
            label=lambda n: ngettext("partner in the network", "partners in the network", n),
            meaning=_("Organisations in the list of partners at the end of the period."),
            count=lambda period: rows(
                Organisation.objects.filter(Q(since__isnull=True) | Q(since__lte=period.ends_on))
            ),
            order=210,
        ),
        Counted(
            name="partners_taking_part",
            topic=PARTNERS,
            label=lambda n: ngettext("partner takes part", "partners take part", n),
            meaning=_("Partners that were a member of a coalition at work in the period."),
            count=lambda period: rows(taking_part(period), "organisation"),
            order=220,
        ),
        Counted(
            name="declarations",
            topic=PARTNERS,
            label=lambda n: ngettext("declaration of intent", "declarations of intent", n),
            meaning=_("Declarations that had been signed and not withdrawn when the period ended."),
            count=lambda period: rows(
                Declaration.objects.filter(
                    Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=period.until), signed_at__lt=period.until
                )
            ),
            order=230,
        ),
        Counted(
            name="declarations_signed",
            topic=PARTNERS,
            label=lambda n: ngettext("declaration signed", "declarations signed", n),
            meaning=_("Declarations that were signed in the period, also when they were withdrawn later."),
            count=lambda period: rows(Declaration.objects.filter(period.holds("signed_at"))),
            order=240,
        ),
        Counted(
            name="declarations_withdrawn",
            topic=PARTNERS,
            label=lambda n: ngettext("declaration withdrawn", "declarations withdrawn", n),
            meaning=_("Declarations that were withdrawn in the period."),
            count=lambda period: rows(Declaration.objects.filter(period.holds("withdrawn_at"))),
            order=250,
        ),
        Counted(
            name="joined",
            topic=PARTNERS,
            label=lambda n: ngettext("joined through the site", "joined through the site", n),
            meaning=_("Residents and organisations that asked on the site to join a coalition and were let in."),
            count=lambda period: rows(
                JoinRequest.objects.filter(
                    period.holds("answered_at"), public("coalition__"), status=JoinRequest.Status.ACCEPTED
                )
            ),
            order=260,
        ),
    ]


def ran(period: Period) -> QuerySet[CoalitionPage]:
    """Return the public coalitions that were at work in a period.

    Without a first day a coalition began when its page was published. A completed one without a last day counts in the
    period in which it began, because nobody knows how long it went on.
    """
    zone = timezone.get_default_timezone()
    found = CoalitionPage.objects.published().filter(alias_of=None).exclude(status=Status.IDEA)
    found = found.annotate(begun_on=Coalesce("starts_on", TruncDate("first_published_at", tzinfo=zone)))
    begun = Q(begun_on__isnull=True) | Q(begun_on__lte=period.ends_on)
    unended = Q(ends_on__isnull=True) & (~Q(status=Status.COMPLETED) | period.holds_day("begun_on"))
    return found.filter(begun, unended | Q(ends_on__gte=period.starts_on))


def of_coalitions(dates: QuerySet) -> QuerySet:
    """Return those dates of which the activity stands under the page of a public coalition."""
    path = ExpressionWrapper(OuterRef("event__path"), output_field=CharField())
    above = CoalitionPage.objects.published().order_by().alias(below=path).filter(below__startswith=F("path"))
    return dates.filter(Exists(above))


def taking_part(period: Period) -> QuerySet[Membership]:
    """Return the memberships of partners in coalitions at work, of which a day lies in the period."""
    return Membership.objects.filter(
        Q(since__isnull=True) | Q(since__lte=period.ends_on),
        Q(until__isnull=True) | Q(until__gte=period.starts_on),
        organisation__isnull=False,
        page__in=ran(period).order_by().values("pk"),
    )
