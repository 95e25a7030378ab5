import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Request(models.Model):
    """What somebody without an account asks: it counts when the link in the first letter was followed, it waits in a
    queue, and it is answered with a sentence."""

    class Status(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("not confirmed")
        WAITING = "waiting", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    # Sent along by the form, so that what is sent twice is stored once; signed, it stands in the link that confirms.
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail address"))
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, default="nl")
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.UNCONFIRMED)
    requested_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_at = models.DateTimeField(pgettext_lazy("request", "confirmed"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    class Meta:
        abstract = True
        ordering = ["-requested_at", "-pk"]


class JoinRequestQuerySet(models.QuerySet):
    """Words for reading who asked to join."""

    def waiting(self) -> "JoinRequestQuerySet":
        """Requests that somebody must answer."""
        return self.filter(status=Request.Status.WAITING)

    def answered(self) -> "JoinRequestQuerySet":
        """Requests that were accepted or refused."""
        return self.filter(status__in=[Request.Status.ACCEPTED, Request.Status.REFUSED])

    def residents(self) -> "JoinRequestQuerySet":
        """Accepted requests of people who speak for themselves and take part. They are counted, never named."""
        return self.filter(status=Request.Status.ACCEPTED, organisation="", left_at=None)


class JoinRequest(Request):
    """Somebody, or an organisation, that wants to join a coalition. Written by `joining`, forgotten by `retention`."""

    coalition = models.ForeignKey(
        "coalitions.CoalitionPage",
        verbose_name=_("coalition"),
        on_delete=models.CASCADE,
        related_name="join_requests",
    )
    message = models.TextField(_("how"), max_length=1000, blank=True)
    # When the lead was mailed that it waits: one letter tells of all that came since the one before.
    told_at = models.DateTimeField(_("told to the lead"), null=True, blank=True)

    # Of a resident who was let in: since when the lead counts him no longer.
    left_at = models.DateTimeField(_("takes part no more since"), null=True, blank=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta(Request.Meta):
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "email"], condition=Q(status="waiting"), name="coalitions_join_request_once"
            ),
        ]

    def __str__(self) -> str:
        return self.organisation or self.name or str(self.pk)


class Initiative(Request):
    """A coalition that somebody wants to start: once confirmed, an unpublished page in moderation.

    Written by `initiatives`, forgotten by `retention`.
    """

    title = models.CharField(_("title"), max_length=120)
    goal = models.CharField(_("goal"), max_length=250)
    plan = models.TextField(_("plan"), max_length=2000, blank=True)
    wijken = models.ManyToManyField("home.WijkPage", verbose_name=_("wijken"), blank=True, related_name="+")
    themes = models.ManyToManyField("home.Theme", verbose_name=_("themes"), blank=True, related_name="+")
    # The list of coalitions of the site on which it was asked.
    index = models.ForeignKey(
        "coalitions.CoalitionIndexPage",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    page = models.OneToOneField(
        "coalitions.CoalitionPage",
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="initiative",
    )

    class Meta(Request.Meta):
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")

    def __str__(self) -> str:
        return self.title
