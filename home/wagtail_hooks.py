"""What the ground floor adds to Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import registers as figure_register  # noqa: F401
from .models import Theme

# Other apps add their register with `@hooks.register("register_registers_menu_item")`.
registers = Menu(register_hook_name="register_registers_menu_item")


@hooks.register("register_admin_menu_item")
def registers_menu() -> SubmenuMenuItem:
    return SubmenuMenuItem(_("Registers"), registers, name="registers", icon_name="list-ul", order=350)


class ThemeViewSet(SnippetViewSet):
    model = Theme
    icon = "tag"
    list_display = ["name", "description"]
    # Not the slug: it is made once from the first name, and stands in people's calendar subscriptions ever after.
    panels = [FieldPanel("name"), FieldPanel("description")]


register_snippet(ThemeViewSet)
