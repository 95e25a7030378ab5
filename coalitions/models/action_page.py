import re
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from home.addresses import AddressesBelow

from .action import Action


class ActionIndexPage(AddressesBelow, Page):
    """What was promised and what became of it: all actions by status, and below its address a page of each."""

    introduction = models.TextField(_("introduction"), blank=True)

    template = "coalitions/action_index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    content_panels = Page.content_panels + [FieldPanel("introduction")]
    search_fields = Page.search_fields + [index.SearchField("introduction")]

    # The action of which a request below this address asks the page; sections of other apps look at it.
    action: Action | None = None

    class Meta:
        verbose_name = _("list of actions")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if len(path_components) == 1 and re.fullmatch(r"[1-9]\d{0,17}", path_components[0], re.ASCII):
            if not self.live:
                raise Http404
            return RouteResult(self, kwargs={"number": int(path_components[0])})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, number: int | None = None, **kwargs: Any) -> TemplateResponse:
        if number is None:
            return super().serve(request, *args, **kwargs)
        try:
            self.action = Action.objects.published().select_related("organisation").get(pk=number)
        except Action.DoesNotExist as missing:
            raise Http404(_t("There is no such action.")) from missing
        return TemplateResponse(request, "coalitions/action.html", self.get_context(request))

    def addresses_below(self) -> list[str]:
        return [f"{pk}/" for pk in Action.objects.published().values_list("pk", flat=True)]

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        above = self.get_full_url(request)
        told = Action.objects.published().values_list("pk", "news_at")
        return super().get_sitemap_urls(request) + [
            {"location": f"{above}{pk}/", "lastmod": news_at} for pk, news_at in told
        ]
