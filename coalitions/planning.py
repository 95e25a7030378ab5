"""From a promise to something that people can come to: planning an activity from an action."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from events import agenda
from events.models import EventPage
from home.visibility import public

from .models import Action

DAYS_AHEAD = 14
BEGINS = time(10)
LASTS = timedelta(hours=2)
SUMMARY = EventPage._meta.get_field("summary").max_length or 0


class PlanRefused(Exception):
    """Why no activity can be planned; `sentence` is for who asked."""

    sentence: str | Promise = _("No activity can be planned from this action.")


class NowhereToPlan(PlanRefused):
    """There is no page of a coalition, wijk or agenda to put it under."""

    sentence = _("There is no agenda to put the activity in.")


class NotYours(PlanRefused):
    """Who asks may not make pages there."""

    def __init__(self, parent: Page):
        super().__init__()
        self.sentence = _("You may not make pages under “%(page)s”. Ask who looks after that page.") % {
            "page": parent.title
        }


class PlannedByOthers(PlanRefused):
    """A draft waits that who asks may not change."""

    def __init__(self, parent: Page):
        super().__init__()
        self.sentence = _(
            "There is a draft of an activity already, under “%(page)s”, which you may not change. Ask who looks after "
            "that page."
        ) % {"page": parent.title}


@transaction.atomic
def plan(action: Action, user: Any) -> EventPage:
    """Make a draft of an activity that comes from an action: under the page of its coalition, else of its one wijk,
    else in the agenda of the city.

    Repeatable: as long as a draft that nobody has published waits, it is that one. Refuses with `PlanRefused`. Locks
    the action, and the page that the draft is added to.
    """
    action = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    waiting = action.events.filter(live=False, first_published_at=None).order_by("pk").first()
    if waiting is not None:
        if not waiting.permissions_for_user(user).can_edit():
            raise PlannedByOthers(waiting.get_parent())
        return waiting
    parent = _parent(action)
    if parent is None:
        raise NowhereToPlan
    if not parent.permissions_for_user(user).can_add_subpage():
        raise NotYours(parent)
    parent = Page.objects.select_for_update().get(pk=parent.pk).specific
    event = EventPage(
        title=action.title,
        summary=action.first_step[:SUMMARY],
        starts_at=(begins := _begins(action)),
        ends_at=begins + LASTS,
        organiser=action.who,
        owner=user,
        live=False,
    )
    event.wijken = action.wijken.all()
    parent.add_child(instance=event)
    event.save_revision(user=user, log_action=True)
    action.events.add(event)
    return event


def _parent(action: Action) -> Page | None:
    if action.coalition:
        return action.coalition
    # A wijk whose page is hidden is no place for what everybody may come to.
    wijken = list(action.wijken.filter(public())[:2])
    if len(wijken) == 1:
        return wijken[0]
    return agenda.city_agenda(Site.objects.filter(is_default_site=True).select_related("root_page").first())


def _begins(action: Action) -> datetime:
    """Return a moment to begin with: on its day, or in two weeks when that is over."""
    today = timezone.localdate()
    day = action.due_on if action.due_on > today else today + timedelta(days=DAYS_AHEAD)
    return datetime.combine(day, BEGINS, timezone.get_default_timezone())
