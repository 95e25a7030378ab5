"""The form in which an editor writes about a meeting."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from events.models import EventPage

FROM_EVENT = ("starts_at", "ends_at")


class MeetingForm(WagtailAdminPageForm):
    """A meeting that stands in the agenda takes date, time and place from there when they are left empty here.

    Its time lies within that of the activity: a walk-in before it, or drinks afterwards, are in the agenda only. The
    place may be said more precisely here, such as which room.
    """

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in FROM_EVENT:
            self.fields[name].required = False

    def clean(self) -> dict:
        cleaned = super().clean()
        event = cleaned.get("event")
        if event is not None:
            self._take_over(cleaned, event)
        for name in FROM_EVENT:
            if cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, _("Fill in when it is, or choose the activity in the agenda."))
        starts_at, ends_at = (cleaned.get(name) for name in FROM_EVENT)
        if event is not None and starts_at and ends_at and not takes_place(event, starts_at, ends_at):
            when = {
                "day": date_format(localtime(event.starts_at), "j F Y"),
                "from": date_format(localtime(event.starts_at), "H.i"),
                "until": date_format(localtime(event.ends_at), "H.i"),
            }
            self.add_error(
                "starts_at",
                _(
                    "In the agenda this activity is on %(day)s from %(from)s to %(until)s. Choose a time within that,"
                    " or leave date and time empty to take them over."
                )
                % when,
            )
        return cleaned

    @staticmethod
    def _take_over(cleaned: dict, event: EventPage) -> None:
        if not any(cleaned.get(name) for name in FROM_EVENT):
            cleaned |= {name: getattr(event, name) for name in FROM_EVENT}
        if not cleaned.get("place") and event.venue is not None:
            cleaned["place"] = ", ".join(part for part in (event.venue.name, event.venue.address) if part)[:200]


def takes_place(event: EventPage, starts_at, ends_at) -> bool:
    """Say whether that time lies within the activity, on any of its dates."""
    if event.starts_at <= starts_at and ends_at <= event.ends_at:
        return True
    return event.occurrences.filter(starts_at__lte=starts_at, ends_at__gte=ends_at).exists()
