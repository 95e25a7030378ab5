"""What the ground floor adds to Wagtail's admin."""

from django.urls import URLPattern, path, reverse
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import handbook, links, views
from . import registers as figure_register  # noqa: F401
from .models import CitySettings, Theme

# Other apps add their register with `@hooks.register("register_registers_menu_item")`.
registers = Menu(register_hook_name="register_registers_menu_item")


@hooks.register("register_admin_menu_item")
def registers_menu() -> SubmenuMenuItem:
    return SubmenuMenuItem(_("Registers"), registers, name="registers", icon_name="list-ul", order=350)


class PageLinks(PageLinkHandler):
    """Writes the links to pages in a text; `home.links` knows where they lead."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        ids = [attrs.get("id", "") for attrs in attrs_list]
        found = links.addresses(ids)
        return [f'<a href="{escape(found[pk])}">' if found[pk] else "<a>" for pk in ids]


@hooks.register("register_rich_text_features", order=100)
def page_links(features) -> None:
    """After Wagtail's own, which it takes the place of."""
    features.register_link_type(PageLinks)


@hooks.register("before_serve_page")
def foresee_links(page, request, serve_args, serve_kwargs) -> None:
    links.foresee([*links.texts(page), CitySettings.for_request(request).footer])


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    list_display = ["name", "description"]
    # Not the slug: it is made once from the first name, and stands in people's calendar subscriptions ever after.
    panels = [FieldPanel("name"), FieldPanel("description")]


register_snippet(ThemeViewSet)


@hooks.register("register_admin_urls")
def handbook_urls() -> list[URLPattern]:
    return [
        path("handboek/<str:name>", views.read_handbook, name="home_handbook"),
        path("handboek/beeld/<str:name>", views.show_picture, name="home_handbook_picture"),
    ]


class HandbookItem(MenuItem):
    """In the menu of a site that has a handbook."""

    def is_shown(self, request) -> bool:
        return handbook.folder() is not None


@hooks.register("register_help_menu_item")
def handbook_item() -> MenuItem:
    return HandbookItem(
        _("Handbook"), reverse("home_handbook", args=[handbook.INDEX]), name="handbook", icon_name="help", order=100
    )
