"""Who becomes a member of a coalition without an editor at work: on the page and in its drafts alike."""

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import Page, Revision

from .models import CoalitionPage, Membership, Organisation


def partner(name: str) -> Organisation:
    """Return the partner of this name, whatever its capitals; a new one when there is none. Two at once get one."""
    name = " ".join(name.split())
    if found := Organisation.objects.filter(name__iexact=name).first():
        return found
    try:
        with transaction.atomic():
            return Organisation.objects.create(name=name)
    except IntegrityError:
        return Organisation.objects.get(name__iexact=name)


@transaction.atomic
def add(page: CoalitionPage, organisation: Organisation) -> Membership:
    """Make an organisation a member of a coalition, in the circle; one that left takes part again.

    On the live page and in each revision that may still be published, so that an open draft neither loses the member
    nor is published by it. Repeatable; a member keeps its part. Locks the page.
    """
    page = CoalitionPage.objects.get(pk=Page.objects.select_for_update().get(pk=page.pk).pk)
    member = Membership.objects.filter(page=page, organisation=organisation).first()
    if member is None:
        last = Membership.objects.filter(page=page).aggregate(last=Max("sort_order"))["last"]
        member = Membership.objects.create(
            page=page,
            organisation=organisation,
            role=Membership.Role.CIRCLE,
            since=timezone.localdate(),
            sort_order=0 if last is None else last + 1,
        )
    elif not member.is_current:
        member.until = None
        member.save(update_fields=["until"])
    for revision in page.revisions.filter(Q(pk=page.latest_revision_id) | Q(approved_go_live_at__isnull=False)):
        _write(revision, member)
    return member


def _write(revision: Revision, member: Membership) -> None:
    """Put a member into what a revision holds."""
    members = revision.content.setdefault("memberships", [])
    known = next((one for one in members if one["organisation"] == member.organisation_id), None)
    if known is None:
        order = max((one["sort_order"] or 0 for one in members), default=-1) + 1
        members.append(get_serializable_data_for_fields(member) | {"sort_order": order})
    else:
        # Named in the draft as well: the same row, so that publishing it makes no second one.
        known["pk"] = member.pk
        if known["until"] and known["until"] < timezone.localdate().isoformat():
            known["until"] = None
    revision.save(update_fields=["content"])
