from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, get_page_models

from home.models import ContentPage, InWijken, WijkPage
from search import index, questions
from search.models import Entry


def found(question: str, *, every: bool = True) -> list[str]:
    asked = questions.read(question)
    matches = Entry.objects.matching(asked, every=every)
    entries = matches.best_first(asked, timezone.localdate(), every=every, by_words=True)
    return [entry.page.title for entry in entries.select_related("page")]


def test_text_comes_from_the_search_fields_of_the_page(write, wijk):
    page = write("Eten", "Samen <b>eten</b> &amp; praten<script>x</script>", introduction="Elke week.")
    assert index.text_of(page).startswith("Elke week. Samen eten & praten")
    wijk.office_name = "Wijkbureau Oever"
    assert "Wijkbureau Oever" in index.text_of(wijk)


def test_page_is_found_from_publication_until_unpublication(write):
    page = write("Markt", live=False)
    assert found("markt") == []
    page.save_revision().publish()
    assert found("markt") == ["Markt"]
    page.refresh_from_db()
    page.unpublish()
    assert found("markt") == []


def test_draft_of_a_live_page_changes_nothing(write):
    page = write("Markt")
    page.title = "Kermis"
    page.save_revision()
    assert found("markt") == ["Markt"]
    assert found("kermis") == []
    page.get_latest_revision().publish()
    assert found("kermis") == ["Kermis"]
    assert found("markt") == []


def test_scheduled_page_is_found_when_its_time_has_come(write):
    page = write("Markt", live=False)
    page.go_live_at = timezone.now() - timezone.timedelta(minutes=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    call_command("publish_scheduled")
    assert found("markt") == ["Markt"]


def test_deleted_page_leaves_nothing(write):
    parent = write("Markt")
    write("Marktkraam", parent=parent)
    parent.refresh_from_db()
    parent.delete()
    assert Entry.objects.filter(kind="home.contentpage").count() == 0
    assert found("markt") == []


def test_moved_page_belongs_to_the_wijk_where_it_stands_now(write, wijk, other_wijk):
    parent = write("Markt", parent=wijk)
    child = write("Kraam", parent=parent)
    assert list(child.search_entry.wijken.all()) == [wijk]
    parent.refresh_from_db()
    parent.move(other_wijk, pos="last-child")
    for page in (parent, child):
        assert list(Entry.objects.get(page_id=page.pk).wijken.all()) == [other_wijk]


def test_copied_page_is_found_too(write):
    write("Markt").copy(update_attrs={"slug": "markt-2", "title": "Markt twee"})
    assert sorted(found("markt")) == ["Markt", "Markt twee"]


def test_word_in_the_title_weighs_more_than_in_the_text(write):
    write("Nieuws", "koffie koffie koffie")
    write("Koffie", "Elke week.")
    assert found("koffie") == ["Koffie", "Nieuws"]


def test_any_word_is_enough_when_asked(write):
    write("Koffie")
    write("Thee")
    assert found("koffie thee") == []
    assert sorted(found("koffie thee", every=False)) == ["Koffie", "Thee"]


def test_rebuild_writes_what_is_live_and_nothing_else(write, capsys):
    write("Markt")
    write("Geheim", live=False)
    Entry.objects.all().delete()
    Entry.objects.create(page=Page.objects.get(depth=1), kind="x", text="", title_stems="spook", stems="spook")
    call_command("rebuild_search")
    assert capsys.readouterr().out == "2 pages can be found.\n"
    assert found("markt") == ["Markt"]
    assert found("spook") == []


def test_very_long_text_is_found_by_its_beginning(write):
    page = write("Lang", "a " * (index.MOST_WORDS - 1) + "voorlaatste laatste")
    assert len(page.search_entry.stems.split()) == index.MOST_WORDS
    assert found("voorlaatste") == ["Lang"]
    assert found("laatste") == []


def test_kind_is_the_type_of_the_page(write, wijk):
    page = write("Markt")
    assert list(Entry.objects.of_kind(ContentPage).values_list("pk", flat=True)) == [page.pk]
    assert list(Entry.objects.of_kind(WijkPage).values_list("pk", flat=True)) == [wijk.pk]


def test_page_belongs_to_the_wijken_it_names_and_the_one_it_stands_under(home_page, wijk, other_wijk):
    """For every page type that says where it takes place."""
    kinds = [kind for kind in get_page_models() if issubclass(kind, InWijken)]
    for kind in kinds:
        page = kind(title="Markt", path=home_page.path + "0009", wijken=[wijk])
        assert index.wijken_of(page) == {wijk.pk}
        page.path = other_wijk.path + "0001"
        assert index.wijken_of(page) == {wijk.pk, other_wijk.pk}
    assert kinds != []
