import pytest

from home import navigation
from home.models import ContentPage, StatementPage


@pytest.fixture
def about(home_page):
    return home_page.add_child(instance=ContentPage(title="Over ons", slug="over-ons", show_in_menus=True))


@pytest.fixture
def ask(rf):
    return lambda path: rf.get(path, headers={"host": "testserver"})


def test_menu_has_the_public_pages_that_editors_put_there(ask, home_page, about):
    home_page.add_child(instance=ContentPage(title="Los", slug="los"))
    home_page.add_child(instance=ContentPage(title="Klad", slug="klad", show_in_menus=True, live=False))
    found = navigation.for_request(ask("/"), home_page)
    assert (found.home, found.menu, found.statements) == (
        "/",
        (navigation.Link("Over ons", "/over-ons/"),),
        (),
    )


@pytest.mark.parametrize(
    ("path", "current"), [("/over-ons/", "page"), ("/over-ons/mensen/", "true"), ("/", ""), ("/over", "")]
)
def test_menu_says_where_the_reader_is(ask, home_page, about, path, current):
    assert navigation.for_request(ask(path), home_page).menu[0].current == current


def test_statements_stand_in_the_footer_and_not_in_the_menu(ask, home_page):
    home_page.add_child(instance=StatementPage(title="Privacy", slug="privacy", kind="privacy", show_in_menus=True))
    found = navigation.for_request(ask("/"))
    assert [link.title for link in found.statements] == ["Privacy"]
    assert found.menu == ()


@pytest.mark.django_db
def test_error_page_still_has_the_way_home():
    assert navigation.for_request(None) == navigation.Navigation(home="/")


def test_navigation_costs_the_same_with_more_pages(ask, home_page, about, django_assert_num_queries):
    navigation.for_request(ask("/"), home_page)
    for number in range(4):
        home_page.add_child(instance=ContentPage(title=f"{number}", slug=f"p{number}", show_in_menus=True))
    request = ask("/")
    with django_assert_num_queries(2):
        assert len(navigation.for_request(request, home_page).menu) == 5
    with django_assert_num_queries(0):
        assert navigation.first_of(request, home_page, ContentPage).title == "Over ons"
        assert navigation.first_of(request, home_page, StatementPage) is None
