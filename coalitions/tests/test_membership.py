from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from coalitions import membership
from coalitions.models import CoalitionPage, Membership, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(coalition, organisation) -> CoalitionPage:
    coalition.memberships.add(Membership(organisation=organisation, role="lead", sort_order=0))
    coalition.save_revision().publish()
    return CoalitionPage.objects.get(pk=coalition.pk)


@pytest.fixture
def newcomer(db) -> Organisation:
    return Organisation.objects.create(name="Nieuwe Club")


def names(page) -> list[str]:
    return [str(one) for one in page.memberships.order_by("sort_order")]


def test_open_draft_neither_loses_the_member_nor_is_published(published, newcomer):
    published.title = "Nog niet"
    published.save_revision()
    membership.add(published, newcomer)
    live = CoalitionPage.objects.get(pk=published.pk)
    assert (live.title, names(live)) == ("Samen aan tafel", ["Buurthuis De Linde", "Nieuwe Club"])
    draft = live.get_latest_revision_as_object()
    assert (draft.title, [str(one) for one in draft.memberships.all()]) == (
        "Nog niet",
        ["Buurthuis De Linde", "Nieuwe Club"],
    )
    before = Membership.objects.get(organisation=newcomer).pk
    draft.save_revision().publish()
    live = CoalitionPage.objects.get(pk=published.pk)
    assert (live.title, names(live)) == ("Nog niet", ["Buurthuis De Linde", "Nieuwe Club"])
    assert Membership.objects.get(organisation=newcomer).pk == before


def test_scheduled_revision_keeps_the_member(published, newcomer):
    published.title = "Later"
    published.go_live_at = timezone.now() + timedelta(days=1)
    scheduled = published.save_revision(approved_go_live_at=published.go_live_at)
    published.title = "Nog later"
    published.save_revision()
    membership.add(published, newcomer)
    scheduled.refresh_from_db()
    assert [one["organisation"] for one in scheduled.content["memberships"]][-1] == newcomer.pk


def test_member_that_the_draft_names_already_is_the_same_row(published, newcomer):
    published.memberships.add(Membership(organisation=newcomer, role="core"))
    published.save_revision()
    membership.add(published, newcomer)
    published.get_latest_revision_as_object().save_revision().publish()
    member = Membership.objects.get(organisation=newcomer)
    assert (member.role, Membership.objects.count()) == ("core", 2)


def test_member_stays_what_it_is_and_one_that_left_comes_back(published, organisation):
    membership.add(published, organisation)
    assert Membership.objects.get().role == "lead"
    Membership.objects.update(until=timezone.localdate() - timedelta(days=1))
    published.save_revision()
    membership.add(published, organisation)
    assert Membership.objects.get().is_current
    assert CoalitionPage.objects.get(pk=published.pk).get_latest_revision_as_object().memberships.get().is_current


def test_page_without_a_revision_gets_the_member(coalition, newcomer):
    membership.add(coalition, newcomer)
    assert names(coalition) == ["Nieuwe Club"]


def test_page_shows_the_member_at_once(published, newcomer, visitor):
    assert "Nieuwe Club" not in visitor.get(published.url).text
    membership.add(published, newcomer)
    assert "Nieuwe Club" in visitor.get(published.url).text


def test_edit_form_of_the_admin_shows_the_member(published, newcomer, editor, client):
    client.force_login(editor)
    membership.add(published, newcomer)
    assert "Nieuwe Club" in client.get(reverse("wagtailadmin_pages:edit", args=[published.pk])).text
