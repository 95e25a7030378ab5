"""Items of Wagtail's menu that are shown to who can use them."""

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.pages.listing import IndexView
from wagtail.permissions import page_permission_policy


class PagesMenuItem(MenuItem):
    """Leads to a list of pages: for who works on pages. Wagtail offers such a list to everybody, and then refuses."""

    def is_shown(self, request: HttpRequest) -> bool:
        return page_permission_policy.user_has_any_permission(request.user, IndexView.any_permission_required)
