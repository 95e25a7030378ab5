"""What editors find in the admin beside the form of an activity: addresses, buttons, a bulk action and a menu item."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from .models import EventPage
from .views import dividing, editing
from .views.bulk_cancel import BulkCancel

hooks.register("register_bulk_action", BulkCancel)


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("activiteiten/vooruitblik/", editing.look_ahead, name="events_look_ahead"),
        path("activiteiten/kalender/", editing.calendar, name="events_calendar"),
        path("activiteiten/<int:page_id>/data/", editing.dates, name="events_dates"),
        path("activiteiten/<int:page_id>/dupliceren/", editing.duplicate, name="events_duplicate"),
        path("activiteiten/<int:page_id>/verder/", dividing.divide, name="events_divide"),
    ]


class CalendarMenuItem(MenuItem):
    """For who may write activities."""

    def is_shown(self, request) -> bool:
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
    if page.specific_class is not EventPage or page.alias_of_id or not page.permissions_for_user(user).can_edit():
        return
    for priority, (label, name, icon) in enumerate(
        [
            (_("Dates"), "events_dates", "date"),
            (_("This date and what follows"), "events_divide", "cut"),
            (_("Duplicate to other dates"), "events_duplicate", "copy"),
        ],
        start=31,
    ):
        yield Button(label, reverse(name, args=[page.pk]), icon_name=icon, priority=priority)
