import pytest

from home.models import ContentPage


@pytest.fixture
def write(home_page):
    """Return a function that publishes a page of text: `write("Wandelen", "Elke week samen.")`."""

    def page(title: str, text: str = "", parent=None, **fields) -> ContentPage:
        body = [("text", f"<p>{text}</p>")] if text else []
        return (parent or home_page).add_child(instance=ContentPage(title=title, body=body, **fields))

    return page
