"""The small files that programs look for."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from home.models import CitySettings


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Crawlers may read everything that is public; feeds stay open, because calendar importers obey this file."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /doe-mee/", "Disallow: /zoeken/"]
    if site := Site.find_for_request(request):
        lines += ["", f"Sitemap: {site.root_url}/sitemap.xml"]
    return _text(lines)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """How to report a weakness (RFC 9116). Without a contact or an end date there is no valid file, so 404."""
    site = Site.find_for_request(request)
    city = CitySettings.for_site(site) if site else None
    if city is None or not city.security_contact or city.security_expires_on is None:
        raise Http404
    lines = [
        f"Contact: {city.security_contact}",
        f"Expires: {city.security_expires_on.isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {site.root_url}/.well-known/security.txt",
    ]
    if city.security_policy:
        lines.append(f"Policy: {city.security_policy}")
    return _text(lines)


def _text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
