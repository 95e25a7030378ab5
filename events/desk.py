"""What editors find in the admin beside the form of an activity: addresses, buttons, a bulk action and a menu item."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from . import notices
from .models import EventPage
from .views import dividing, editing
from .views.bulk_cancel import BulkCancel

hooks.register("register_bulk_action", BulkCancel)


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("activiteiten/vooruitblik/", editing.look_ahead, name="events_look_ahead"),
        path("activiteiten/<int:page_id>/vooruitblik/", editing.look_ahead, name="events_look_ahead_at"),
        path("activiteiten/kalender/", editing.calendar, name="events_calendar"),
        path("activiteiten/<int:page_id>/datums/", editing.dates, name="events_dates"),
        path("activiteiten/<int:page_id>/dupliceren/", editing.duplicate, name="events_duplicate"),
        path("activiteiten/<int:page_id>/verder/", dividing.divide, name="events_divide"),
    ]


@hooks.register("before_publish_page")
def count_told(request, page):
    """Remember how many people will hear of this publication: afterwards they have heard already."""
    if isinstance(page, EventPage):
        request.people_told = notices.would_be_told(page)


@hooks.register("after_publish_page")
def say_told(request, page):
    if isinstance(page, EventPage) and getattr(request, "people_told", False):
        messages.info(request, editing.mailed(request.people_told))


@hooks.register("before_bulk_action")
def refuse_unfinished(request, action_type, objects, action):
    """Stop publishing many pages at once when an activity among them is a draft that is not complete yet."""
    if action_type != "publish":
        return None
    unfinished = [page.title for page in map(latest, objects) if isinstance(page, EventPage) and not is_whole(page)]
    if not unfinished:
        return None
    sentence = _("Nothing was published. These activities are not complete yet: %s.")
    messages.error(request, sentence % "; ".join(unfinished))
    return redirect(action.next_url)


def latest(page):
    return page.get_latest_revision_as_object()


def is_whole(page: EventPage) -> bool:
    """Say whether `page` may be published as it is."""
    try:
        page.full_clean()
    except ValidationError:
        return False
    return True


class CalendarMenuItem(MenuItem):
    """For who may write activities."""

    def is_shown(self, request: HttpRequest) -> bool:
        return editing.workable(request.user).exists()


@hooks.register("register_admin_menu_item")
def calendar_menu_item() -> MenuItem:
    return CalendarMenuItem(_("Planning"), reverse("events_calendar"), icon_name="calendar-alt", order=151)


@hooks.register("register_page_header_buttons")
def header_buttons(page, user, view_name, next_url=None):
    yield from buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page, user, next_url=None):
    yield from buttons(page, user)


def buttons(page, user):
    """Yield the buttons of an activity to what can be done with its dates beside the form."""
    permissions = page.permissions_for_user(user)
    if page.specific_class is not EventPage or page.alias_of_id or not permissions.can_edit():
        return
    yield Button(_("Dates"), reverse("events_dates", args=[page.pk]), icon_name="date", priority=31)
    if permissions.can_publish() or not page.live:
        address = reverse("events_divide", args=[page.pk])
        yield Button(_("This date and what follows"), address, icon_name="cut", priority=32)
    address = reverse("events_duplicate", args=[page.pk])
    yield Button(_("Duplicate to other dates"), address, icon_name="copy", priority=33)
