"""Notices shown, consents given and recalled, card reads written down."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from marshrut.cores.kernel import Refused
from marshrut.foundation.accounts import access as accounts_access
from marshrut.foundation.accounts.models import Account
from marshrut.foundation.audit import services as audit
from marshrut.foundation.files.models import StoredFile
from marshrut.foundation.privacy import rules
from marshrut.foundation.privacy.defaults import PURPOSES
from marshrut.foundation.privacy.models import Acknowledgement, CardRead, Purpose
from marshrut.foundation.privacy.types import Basis, Channel
from marshrut.foundation.scope.types import Role
from marshrut.foundation.scope.viewer import AnyViewer, SystemViewer, Viewer, tenant_of

__all__ = ["answer_notice", "change_purpose", "ensure_purposes", "note_card_read", "recall", "record_paper"]


@transaction.atomic
def ensure_purposes(viewer: SystemViewer, *, on: date) -> None:
    """A new tenant begins with the purposes the product itself has; their references are the operator's to give."""
    tenant_id = tenant_of(viewer)
    known = set(Purpose.objects.of(viewer).values_list("code", flat=True))
    for ordinal, draft in enumerate(PURPOSES):
        if draft.code not in known:
            Purpose(
                tenant_id=tenant_id,
                code=draft.code,
                ordinal=ordinal,
                title=draft.title,
                text=draft.text,
                basis=draft.basis.value,
                in_force_from=on,
            ).save(force_insert=True)


@transaction.atomic
def answer_notice(viewer: Viewer, *, agreed: set[str], on: date) -> None:
    """The person has seen the notice and answered each consent: `agreed` holds the codes they ticked."""
    Account.objects.of(viewer).select_for_update(no_key=True).get(pk=viewer.account_id)  # a double press answers once
    standing = set(
        Acknowledgement.objects.of(viewer)
        .filter(account_id=viewer.account_id, recalled_at=None)
        .values_list("purpose_id", flat=True)
    )
    for purpose in Purpose.objects.of(viewer).filter(replaced_at=None).exclude(pk__in=standing):
        yes = purpose.basis != Basis.CONSENT or purpose.code in agreed
        _write(viewer, viewer.account_id, purpose, agreed=yes, channel=Channel.SCREEN, given_on=on)


def _write(
    viewer: Viewer,
    account_id: UUID,
    purpose: Purpose,
    *,
    agreed: bool,
    channel: Channel,
    given_on: date,
    scan: StoredFile | None = None,
) -> Acknowledgement:
    row = Acknowledgement(
        tenant_id=purpose.tenant_id,
        account_id=account_id,
        purpose=purpose,
        agreed=agreed,
        channel=channel.value,
        given_on=given_on,
        recorded_by=viewer.account_id,
        scan=scan,
    )
    row.save(force_insert=True)
    audit.record(viewer, "privacy.answered", target=row, person_id=account_id)
    return row


@transaction.atomic
def record_paper(
    viewer: Viewer, account_id: UUID, purpose_id: UUID, *, given_on: date, on: date, scan: StoredFile | None = None
) -> Acknowledgement:
    """A consent on paper, entered by the school: it takes the place of an earlier answer on the same purpose."""
    account = Account.objects.of(viewer).select_for_update().get(pk=account_id)
    accounts_access.may_handle(viewer, account, on=on).require()
    purpose = Purpose.objects.of(viewer).get(pk=purpose_id, replaced_at=None)
    rules.may_record_paper(Basis(purpose.basis), given_on=given_on, on=on).require()
    Acknowledgement.objects.of(viewer).filter(account=account, purpose=purpose, recalled_at=None).update(
        recalled_at=timezone.now(), recalled_by=viewer.account_id
    )
    return _write(viewer, account_id, purpose, agreed=True, channel=Channel.PAPER, given_on=given_on, scan=scan)


@transaction.atomic
def recall(viewer: Viewer, account_id: UUID, purpose_id: UUID, *, on: date) -> None:
    """A consent is taken back, by the person, or by the school from a paper. What stands on other grounds stays."""
    rows = Acknowledgement.objects.of(viewer).select_for_update(of=("self",)).select_related("purpose")
    row = rows.get(account_id=account_id, purpose_id=purpose_id, recalled_at=None)
    if account_id != viewer.account_id:
        account = Account.objects.of(viewer).get(pk=account_id)
        accounts_access.may_handle(viewer, account, on=on).require()
    decision = rules.may_recall(Basis(row.purpose.basis))
    if not decision:
        raise Refused(decision)
    row.recalled_at, row.recalled_by = timezone.now(), viewer.account_id
    row.save(update_fields=["recalled_at", "recalled_by"])
    channel = Channel.SCREEN if account_id == viewer.account_id else Channel.PAPER
    _write(viewer, account_id, row.purpose, agreed=False, channel=channel, given_on=on)
    audit.record(viewer, "privacy.recalled", target=row, decision=decision, person_id=account_id)


@transaction.atomic
def change_purpose(viewer: AnyViewer, purpose_id: UUID, *, title: str, text: str, reference: str, on: date) -> Purpose:
    """A new version of a purpose: everybody is shown it at their next sign-in. The old one stays readable."""
    rules.may_change_purposes(viewer).require()
    old: Purpose = Purpose.objects.of(viewer).select_for_update().get(pk=purpose_id, replaced_at=None)
    old.replaced_at = timezone.now()
    old.save(update_fields=["replaced_at"])
    new = Purpose(
        tenant_id=old.tenant_id,
        code=old.code,
        version=old.version + 1,
        ordinal=old.ordinal,
        title=title,
        text=text,
        basis=old.basis,
        reference=reference,
        in_force_from=on,
    )
    new.save(force_insert=True)
    audit.record(viewer, "privacy.purpose-changed", target=new, changed=("title", "text", "reference"))
    return new


#: Who runs commands on the server stands behind them with the rights of an administrator, and with no account.
_AT_THE_SERVER = "Командная строка сервера"
_NO_ACCOUNT = UUID(int=0)


def note_card_read(viewer: AnyViewer, person_id: UUID, *, what: str) -> None:
    """Write down that the viewer opened this person's card. One's own card is not journalled."""
    if isinstance(viewer, SystemViewer):
        CardRead(
            tenant_id=tenant_of(viewer),
            person_id=person_id,
            reader_id=_NO_ACCOUNT,
            reader_name=_AT_THE_SERVER,
            reader_role=Role.ADMINISTRATOR.value,
            what=what,
        ).save(force_insert=True)
        return
    if viewer.account_id == person_id:
        return
    CardRead(
        tenant_id=viewer.tenant_id,
        person_id=person_id,
        reader_id=viewer.account_id,
        reader_name=viewer.name,
        reader_role=viewer.role.value,
        reader_place=viewer.place_name,
        what=what,
    ).save(force_insert=True)
