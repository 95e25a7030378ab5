import pytest
from django.test import Client

STRICT = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
ALWAYS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PUBLIC = [
    "/",
    "/bestaat-niet/",
    "/?q=%00",
    "/robots.txt",
    "/_healthz/livez",
    "/kalender/{page}.ics",
    "/kalender/0.ics",
    "/static/css/site.css",
]


def policy(response) -> set[str]:
    return {part.strip() for part in response.headers["Content-Security-Policy"].split(";")}


@pytest.mark.parametrize("address", PUBLIC)
def test_every_public_answer_has_the_strict_headers(home_page, address):
    response = Client().get(address.format(page=home_page.pk))
    response.close()
    assert policy(response) == STRICT
    assert {name: response.headers[name] for name in ALWAYS} == ALWAYS
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert response.headers["X-Frame-Options"] == "DENY"
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_server_error_has_the_strict_headers(home_page, monkeypatch):
    def fall(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("cms.well_known.Site.find_for_request", fall)
    response = Client(raise_request_exception=False).get("/robots.txt")
    assert response.status_code == 500
    assert policy(response) == STRICT


def test_admin_is_relaxed_for_script_and_style_only(home_page):
    response = Client().get("/admin/login/")
    assert policy(response) - STRICT == {
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "frame-src 'self'",
        "frame-ancestors 'self'",
        "object-src 'none'",
    }
    assert {name: response.headers[name] for name in ALWAYS} == ALWAYS
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
