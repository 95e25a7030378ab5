from wagtail.models import Page

from home.models import ContentPage
from search.models import Entry


def test_below_holds_the_page_and_what_stands_under_it(write, home_page):
    page = write("Koffie")
    outside = Page.objects.get(depth=1).add_child(instance=ContentPage(title="Elders", slug="elders"))
    assert set(Entry.objects.below(home_page).values_list("pk", flat=True)) == {home_page.pk, page.pk}
    assert list(Entry.objects.below(outside).values_list("pk", flat=True)) == [outside.pk]
