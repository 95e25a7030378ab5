from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _


class FeedEntryQuerySet(models.QuerySet):
    """Which entries a feed holds."""

    def listed_on(self, page):
        """Return the entries under `page` or with `page` among their wijken."""
        return self.filter(Exists(Listing.objects.filter(page=page, entry=OuterRef("pk"))))

    def few_on(self, page):
        """Return the same, for a page that has few: these are looked up first, and all others left alone."""
        return self.filter(pk__in=Listing.objects.filter(page=page).values("entry"))

    def public(self):
        """Return the entries that anybody may read: neither private or draft, nor below such a page.

        A withdrawn entry is not hidden by a draft, because unpublishing a page takes what is below it along.
        """
        stands_at = Listing.objects.filter(entry=OuterRef("pk")).exclude(reason=Listing.Reason.WIJK)
        return self.exclude(Exists(stands_at.filter(page__view_restrictions__isnull=False))).filter(
            Q(is_withdrawn=True) | ~Exists(stands_at.filter(page__live=False))
        )

    def current(self, today):
        """Return the entries that have not left the window on `today`, a date in the site's time zone."""
        return self.filter(leaves_on__gt=today)


class FeedEntry(models.Model):
    """What the feeds say about one event: its fragments, ready to be joined, and what they are chosen by.

    The row outlives its page: once an event was public, its subscribers must hear that it is off. It is not part of
    a revision either, so that going back to an older text never lowers `sequence` (RFC 5545 §3.8.7.4).
    Written by `publishing` alone.
    """

    uid = models.UUIDField(primary_key=True)
    event = models.OneToOneField(
        "events.EventPage", null=True, on_delete=models.SET_NULL, related_name="feed_entry", verbose_name=_("activity")
    )
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)
    sequence = models.PositiveIntegerField(_("sequence"), default=0)
    schedule = models.TextField(_("what the sequence counts"))
    created_at = models.DateTimeField(_("created"))
    changed_at = models.DateTimeField(_("last change"))
    starts_at = models.DateTimeField(_("start"))
    leaves_on = models.DateField(_("leaves the feeds on"))
    audience = models.CharField(_("audience"), max_length=20)
    languages = models.CharField(_("languages"), max_length=120, help_text=_("Codes between spaces."))
    themes = models.ManyToManyField("home.Theme", verbose_name=_("themes"), related_name="+")
    ical = models.BinaryField(_("iCalendar"))
    atom = models.BinaryField(_("Atom"))
    json = models.BinaryField(_("JSON Feed"))

    objects = FeedEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("feed entry")
        verbose_name_plural = _("feed entries")
        ordering = ["starts_at", "uid"]
        indexes = [models.Index(fields=["leaves_on", "starts_at"], name="events_feedentry_window")]

    def __str__(self) -> str:
        return str(self.uid)


class Listing(models.Model):
    """A page that shows an event in its feed and its lists, and why: the tree or the wijken of the event.

    By page id and not by path: paths are given out again after a deletion, and a withdrawn event must not turn up
    under a newcomer.
    """

    class Reason(models.TextChoices):
        SELF = "self", _("is the activity")
        ABOVE = "above", _("stands above the activity")
        WIJK = "wijk", _("is a wijk of the activity")

    entry = models.ForeignKey(FeedEntry, on_delete=models.CASCADE, related_name="listings", verbose_name=_("entry"))
    page = models.ForeignKey(
        settings.WAGTAIL_PAGE_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("page")
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [models.UniqueConstraint(fields=["page", "entry", "reason"], name="events_listing_once")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.reason} {self.entry_id}"
