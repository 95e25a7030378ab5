import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from cms import urls as site


def refuse(request):
    raise BadRequest("Deze wijk kennen we niet.")


def forbid(request):
    raise PermissionDenied


def fall(request):
    raise RuntimeError("a secret <detail>")


@csrf_exempt
def read(request):
    return HttpResponse(len(request.POST))


def form(request):
    return HttpResponse("sent")


urlpatterns = [
    path("refuse", refuse),
    path("forbid", forbid),
    path("fall", fall),
    path("read", read),
    path("form", form),
    *site.urlpatterns,
]
handler400, handler403, handler404, handler500 = site.handler400, site.handler403, site.handler404, site.handler500

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def visitor(home_page):
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status"), [("/refuse", 400), ("/forbid", 403), ("/bestaat-niet/", 404), ("/fall", 500)]
)
def test_error_page_has_its_status_a_heading_and_the_house_style(visitor, address, status):
    response = visitor.get(address)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.text.count("<h1") == 1
    assert "css/theme.css" in response.text
    assert '<html lang="nl">' in response.text


def test_own_sentence_of_a_bad_request_is_shown(visitor):
    assert "Deze wijk kennen we niet." in visitor.get("/refuse").text


def test_server_error_tells_nothing_and_asks_no_database(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = visitor.get("/fall")
    assert "secret" not in response.text


def test_error_page_stands_without_a_database(visitor):
    def broken(*args):
        raise OperationalError("gone")

    with connection.execute_wrapper(broken):
        response = visitor.get("/refuse")
    assert response.status_code == 400
    assert "Deze wijk kennen we niet." in response.text


def test_unknown_host_gets_a_plain_page(visitor):
    response = visitor.get("/", headers={"host": "elders.example"})
    assert response.status_code == 400
    assert "elders" not in response.text
    assert "<h1" in response.text


def test_body_of_a_megabyte_is_refused_with_a_page(visitor):
    response = visitor.post("/read", "x=" + "a" * 1_000_000, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "<h1" in response.text


def test_too_many_fields_are_refused_with_a_page(visitor, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    response = visitor.post("/read", {f"field{number}": "" for number in range(11)})
    assert response.status_code == 413


def test_stale_form_is_explained(home_page):
    visitor = Client(enforce_csrf_checks=True)
    response = visitor.post("/form", {"text": "Hallo"})
    assert response.status_code == 403
    assert "<h1" in response.text


@pytest.mark.parametrize(
    "address",
    ["/wijken/%00/", "/?q=%00", "/?pagina=1%00", "/%ff/", "/?q=%ff", "/zoeken/?q=%ed%a0%80", "/static/%00.css"],
)
def test_address_with_an_impossible_character_is_refused(visitor, address):
    response = visitor.get(address)
    assert response.status_code == 400
    assert "<h1" in response.text


@pytest.mark.parametrize("address", ["/wijken/caf%C3%A9/", "/?q=%F0%9F%8C%B7&r=%D8%B3%D9%84%D8%A7%D9%85"])
def test_any_script_is_understood(visitor, address):
    assert visitor.get(address).status_code in {200, 404}


@pytest.mark.browser
@pytest.mark.parametrize(("address", "width"), [("/refuse", 320), ("/forbid", 1280), ("/weg/", 390), ("/fall", 390)])
def test_error_page_has_no_violation(browse, violations, home_page, address, width, caplog):
    tab = browse(width=width)
    tab.goto(address)
    assert violations(tab) == []
    caplog.clear()
