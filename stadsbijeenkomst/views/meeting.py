"""Finding the meeting that an address is about."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Site

from ..models import StadsbijeenkomstPage


def any_meeting(meeting_id: int) -> StadsbijeenkomstPage:
    """Return a meeting, public or not, with its proceedings; else a 404. For staff: rights are asked elsewhere."""
    meeting = StadsbijeenkomstPage.objects.filter(id=meeting_id).select_related("proceedings").first()
    if meeting is None:
        raise Http404(_("There is no such city meeting."))
    return meeting


def public_meeting(request: HttpRequest, slug: str) -> StadsbijeenkomstPage:
    """Return the public meeting of this site with this slug, with its proceedings; else a 404."""
    site = Site.find_for_request(request)
    found = StadsbijeenkomstPage.objects.live().public().filter(slug=slug).select_related("proceedings")
    meeting = found.in_site(site).first() if site else None
    if meeting is None:
        raise Http404(_("There is no such city meeting."))
    return meeting
