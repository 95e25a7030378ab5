"""Every address of the site, in one table."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from . import api, api_description, health, uploads, well_known

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("_healthz/livez", health.livez),
    path("_healthz/readyz", health.readyz),
    path(".well-known/security.txt", well_known.security_txt),
    path("robots.txt", well_known.robots_txt),
    path("sitemap.xml", sitemap),
    path("api/", api_description.about, name="open_data"),
    path("api/v1/openapi.json", api_description.openapi, name="openapi"),
    path("api/v1/", api.api.urls),
    re_path(r"^api/v1/(?P<path>.*)$", api.unknown),
    path("", include("coalitions.urls")),
    path("", include("events.urls")),
    path("", include("stadsbijeenkomst.urls")),
    path("media/<path:name>", uploads.image),
    *i18n_patterns(path("", include("search.urls")), path("", include(wagtail_urls)), prefix_default_language=False),
]

handler400 = "cms.errors.bad_request"
handler403 = "cms.errors.permission_denied"
handler404 = "cms.errors.page_not_found"
handler500 = "cms.errors.server_error"
