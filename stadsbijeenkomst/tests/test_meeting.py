import pytest


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["meeting_index", "meeting"])
def test_public_page_is_served_with_its_title(page, request, visitor):
    page = request.getfixturevalue(page)
    response = visitor.get(page.url)
    assert response.status_code == 200
    assert f'<h1 class="utrecht-heading-1">{page.title}</h1>' in response.text
