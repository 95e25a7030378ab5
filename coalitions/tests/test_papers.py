from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from coalitions import papers
from coalitions.models import Paper


def paper(title: str, collection=None, name: str = "") -> Paper:
    file = ContentFile(b"x" * 2048, name=f"{title}.pdf")
    options = {"collection": collection} if collection else {}
    document = get_document_model().objects.create(title=title, file=file, file_size=2048, **options)
    return Paper(document=document, title=name)


def test_documents_are_shown_with_name_type_and_size(coalition, visitor):
    coalition.papers.add(paper("Plan", name="Ons plan"))
    coalition.save()
    (entry,) = papers.of(coalition)
    assert (entry.title, entry.kind, entry.size) == ("Ons plan", "PDF", "2,0\xa0KB")
    assert "Ons plan (PDF, 2,0\xa0KB)" in visitor.get(coalition.url).text


def test_document_of_a_private_collection_is_left_out(coalition):
    private = Collection.get_first_root_node().add_child(instance=Collection(name="Besloten"))
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    below = private.add_child(instance=Collection(name="Daaronder"))
    coalition.papers.add(paper("Open"), paper("Dicht", private), paper("Lager", below))
    coalition.save()
    assert [entry.title for entry in papers.of(coalition)] == ["Open"]
