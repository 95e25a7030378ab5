"""The lead of a coalition in the admin: a button on its page mails the link to the lead's own page."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button

from . import rights
from .models import CoalitionPage
from .views import lead_letter


@hooks.register("register_admin_urls")
def lead_letter_url():
    return [path("coalitions/<int:page_id>/lead/", lead_letter.send, name="coalitions_lead_letter")]


@hooks.register("register_page_header_buttons")
def lead_letter_button(page, user, view_name, next_url=None):
    if page.specific_class is CoalitionPage and rights.may_write_lead(user, page):
        there = reverse("coalitions_lead_letter", args=[page.pk])
        yield Button(_("Link for the lead"), there, icon_name="mail", priority=40)


@hooks.register("register_page_listing_more_buttons")
def lead_letter_more_button(page, user, next_url=None):
    yield from lead_letter_button(page, user, "listing", next_url)
