from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from home.blocks import BodyBlock
from home.visibility import public


class NewsPageQuerySet(PageQuerySet):
    """Words for reading news."""

    def published(self) -> "NewsPageQuerySet":
        """News that everybody may see."""
        return self.filter(public())

    def newest_first(self) -> "NewsPageQuerySet":
        return self.order_by("-on", "-pk")


class NewsPage(Page):
    """News of a coalition; who follows the coalition is mailed about it."""

    on = models.DateField(_("date"), default=timezone.localdate)
    summary = models.CharField(_("summary"), max_length=250)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    objects = PageManager.from_queryset(NewsPageQuerySet)()

    template = "coalitions/news_page.html"
    parent_page_types = ["coalitions.CoalitionPage"]
    subpage_types = []
    content_panels = Page.content_panels + [FieldPanel("on"), FieldPanel("summary"), FieldPanel("body")]
    search_fields = Page.search_fields + [index.SearchField("summary"), index.SearchField("body")]

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")
