"""Every address of the site, in one table."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from . import uploads

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("sitemap.xml", sitemap),
    path("", include("coalitions.urls")),
    path("", include("events.urls")),
    path("", include("search.urls")),
    path("", include("stadsbijeenkomst.urls")),
    path("media/<path:name>", uploads.image),
    *i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False),
]
