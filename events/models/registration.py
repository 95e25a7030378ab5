import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

MAX_PEOPLE = 10


class Registrable(models.Model):
    """Whether and how people register for an event. A series is registered for date by date, or as a whole."""

    registration_open = models.BooleanField(_("people can register"), default=False)
    registers_per_date = models.BooleanField(
        _("per date"),
        default=True,
        help_text=_("Of a series: people choose a date. If not, they register for all dates."),
    )
    capacity = models.PositiveSmallIntegerField(
        _("number of places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Per date. Empty: no limit."),
    )
    has_waiting_list = models.BooleanField(_("waiting list when it is full"), default=True)
    registration_closes_at = models.DateTimeField(
        _("register until"), null=True, blank=True, help_text=_("Empty: until it begins.")
    )
    people_per_registration = models.PositiveSmallIntegerField(
        _("people per registration"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_PEOPLE)],
        help_text=_("With how many people somebody may come at most."),
    )
    reminder_hours = models.PositiveSmallIntegerField(
        _("reminder"),
        null=True,
        blank=True,
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(14 * 24)],
        help_text=_("How many hours before it begins. Empty: no reminder."),
    )

    class Meta:
        abstract = True


class Question(Orderable):
    """Something an editor asks who registers, such as a diet."""

    class Kind(models.TextChoices):
        LINE = "line", _("one line")
        TEXT = "text", _("several lines")
        YES = "yes", _("tick")
        CHOICE = "choice", _("one of a list")

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="questions")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    label = models.CharField(_("question"), max_length=160)
    kind = models.CharField(_("kind of answer"), max_length=10, choices=Kind, default=Kind.LINE)
    choices = models.TextField(_("list"), blank=True, max_length=1000, help_text=_("One answer on each line."))
    is_required = models.BooleanField(_("must be answered"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.label


class RegistrationQuerySet(models.QuerySet):
    """Which registrations are meant."""

    def standing(self):
        """Return those with a place or waiting for one."""
        return self.exclude(status=Registration.Status.CANCELLED)

    def confirmed(self):
        """Return those with a place."""
        return self.filter(status=Registration.Status.CONFIRMED)

    def taking_part(self):
        """Return those with a place of whom nobody said that they were not there."""
        return self.confirmed().filter(Q(attended=None) | Q(attended=True))

    def waiting(self):
        """Return the waiting list, the first one first."""
        return self.filter(status=Registration.Status.WAITING).order_by("pk")


class Registration(models.Model):
    """A place reserved, or waited for. Written by `registration` alone; deleted when it has served."""

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        WAITING = "waiting", _("waiting list")
        CANCELLED = "cancelled", pgettext_lazy("registration", "cancelled")

    # The order of ids is the order of the waiting list; what stands in an address is the reference.
    reference = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(
        "events.EventPage", verbose_name=_("activity"), on_delete=models.CASCADE, related_name="registrations"
    )
    on = models.DateField(
        _("date"), null=True, blank=True, help_text=_("As it is in the series; empty for the activity as a whole.")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status)
    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail address"))
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    people = models.PositiveSmallIntegerField(_("people"), default=1)
    answers = models.JSONField(_("answers"), default=list, blank=True, help_text=_("Pairs of question and answer."))
    language = models.CharField(_("language"), max_length=10, default="nl")
    consented_at = models.DateTimeField(_("consent"))
    created_at = models.DateTimeField(_("registered"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    # By date in the series: start, end, status and place as the person last heard of them (see `notices`).
    told = models.JSONField(_("what was mailed"), default=dict, blank=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    attended = models.BooleanField(_("was there"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["pk"]
        indexes = [models.Index(fields=["event", "on", "status"], name="events_registration_places")]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=Q(on__isnull=True) & ~Q(status="cancelled"),
                name="events_registration_once",
            ),
            models.UniqueConstraint(
                fields=["event", "on", "email"],
                condition=Q(on__isnull=False) & ~Q(status="cancelled"),
                name="events_registration_once_per_date",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="events_registration_somebody"),
        ]

    def __str__(self) -> str:
        return str(self.reference)

    @property
    def takes_part(self) -> bool:
        """Whether it has a place, and nobody said that the person was not there."""
        return self.status == self.Status.CONFIRMED and self.attended is not False

    def answers_in_words(self) -> str:
        """The questions of the editor with what was answered, on one line."""
        return "; ".join(f"{question} {answer}" for question, answer in self.answers if answer)

    def presence(self) -> str:
        """Whether the person was there, in words; empty while nobody has said."""
        return {True: gettext("Yes"), False: gettext("No"), None: ""}[self.attended]

    answers_in_words.short_description = _("answers")
    presence.short_description = _("was there")
    answers_in_words, presence = property(answers_in_words), property(presence)


class Deletion(models.Model):
    """That registrations were deleted, and why: numbers, no names."""

    class Reason(models.TextChoices):
        RETENTION = "retention", _("time was up")
        EVENT = "event", _("the activity was deleted")
        REQUEST = "request", _("somebody asked for it")

    event_uid = models.UUIDField(_("activity"))
    event_title = models.CharField(_("title"), max_length=255)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    number = models.PositiveIntegerField(_("registrations deleted"))
    deleted_at = models.DateTimeField(_("deleted"))

    class Meta:
        verbose_name = _("deletion of registrations")
        verbose_name_plural = _("deletions of registrations")
        ordering = ["-deleted_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.event_title}: {self.number}"


class Turnout(models.Model):
    """How many people took part on a date of an activity, written down when their registrations are deleted: a number,
    no names."""

    event_uid = models.UUIDField(_("activity"))
    on = models.DateField(_("date in the series"))
    people = models.PositiveIntegerField(_("people"))

    class Meta:
        verbose_name = _("number of people on a date")
        verbose_name_plural = _("numbers of people on a date")
        constraints = [models.UniqueConstraint(fields=["event_uid", "on"], name="events_turnout_once")]

    def __str__(self) -> str:
        return f"{self.on}: {self.people}"
