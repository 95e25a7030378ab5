import pytest
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from cms import uploads


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_uploaded_image_and_its_rendition_are_shown(db, visitor):
    image = Image.objects.create(title="Plein", file=get_test_image_file())
    for address in (image.file.url, image.get_rendition("fill-100x100").url):
        response = visitor.get(address)
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert b"".join(response.streaming_content).startswith(b"\x89PNG")


def test_image_that_the_browser_has_is_not_sent_again(db, visitor):
    image = Image.objects.create(title="Plein", file=get_test_image_file())
    first = visitor.get(image.file.url)
    first.close()
    again = visitor.get(image.file.url, headers={"if-modified-since": first.headers["Last-Modified"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "name",
    [
        "documents/jaarverslag.png",
        "images/page.html",
        "images/drawing.svg",
        "images/",
        "images/absent.png",
        "images/../secret-key",
        "images/%2e%2e/documents/jaarverslag.png",
        "//etc/passwd",
    ],
)
def test_nothing_but_images_leaves(db, visitor, media, name):
    for folder, file in (("documents", "jaarverslag.png"), ("images", "page.html"), ("images", "drawing.svg")):
        (media / folder).mkdir(exist_ok=True)
        (media / folder / file).write_text("<script>alert(1)</script>")
    assert visitor.get(f"/media/{name}").status_code == 404


def test_every_kind_of_image_that_may_be_uploaded_can_be_shown(settings):
    assert sorted(uploads.KINDS) == sorted(f".{extension}" for extension in settings.WAGTAILIMAGES_EXTENSIONS)
