"""What stories add to Wagtail's admin: those to ask about on the dashboard, and the words of their history."""

from typing import Any

from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from . import stories
from .views import story_desk


class StoriesToAskAbout(Component):
    """The public stories of which the day has come, for who may answer."""

    name = "stories_to_ask_about"
    template_name = "coalitions/admin/_stories_to_ask_about.html"
    order = 120

    def __init__(self, user: Any):
        self.user = user

    @cached_property
    def found(self) -> list[tuple]:
        return [(story, stories.leaves_on(story)) for story in stories.waiting(self.user)]

    def get_context_data(self, parent_context: dict) -> dict:
        return {"found": self.found}


@hooks.register("construct_homepage_panels")
def stories_to_ask_about(request, panels):
    panel = StoriesToAskAbout(request.user)
    if panel.found:
        panels.append(panel)


@hooks.register("register_admin_urls")
def story_urls():
    return [path("verhalen/<int:page_id>/", story_desk.story, name="coalitions_story")]


@hooks.register("register_log_actions")
def log_words(actions):
    actions.register_action(stories.STAY, _("Let the story stay"), _("Said that the story may stay"))
    actions.register_action(
        stories.EXPIRE,
        _("Unpublish a story about which nobody answered"),
        _("Unpublished the story, because nobody said that it may stay"),
    )
