"""How many people follow what, for the coordinator: numbers, and no addresses."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .views import followers


class FollowersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return followers.may_see(request.user)


@hooks.register("register_admin_urls")
def followers_url() -> list[URLPattern]:
    return [path("volgers/", followers.listed, name="coalitions_followers")]


@hooks.register("register_registers_menu_item")
def followers_menu_item() -> MenuItem:
    there = reverse("coalitions_followers")
    return FollowersMenuItem(_("Followers"), there, name="followers", icon_name="group", order=430)
