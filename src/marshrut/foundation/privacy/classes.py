"""What each field that belongs to a person is: personal, special, or technical. A field nobody classified fails a test.

`docs/threat-model/personal-fields.md` is written from this register. Apps above the foundation say theirs in `ready()`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

__all__ = ["FieldClass", "classified", "classify"]


class FieldClass(StrEnum):
    """How dear a field is."""

    #: Tells who the person is or what they did.
    PERSONAL = "personal"
    #: Health, belief, origin and the like. The product asks for none; one that appears is seen here.
    SPECIAL = "special"
    #: Tells about the row: its state, its code, its time. Useless without the rest.
    TECHNICAL = "technical"


_classes: dict[str, FieldClass] = {}


def classify(model: str, *, personal: str = "", special: str = "", technical: str = "") -> None:
    """Classify fields of `app.Model`; each argument names fields, divided by spaces. A field has one class."""
    said = {FieldClass.PERSONAL: personal, FieldClass.SPECIAL: special, FieldClass.TECHNICAL: technical}
    for field_class, names in said.items():
        for name in names.split():
            key = f"{model}.{name}"
            if _classes.setdefault(key, field_class) is not field_class:
                raise ValueError(f"{key} is {_classes[key]} already")


def classified() -> Mapping[str, FieldClass]:
    """Every classified field, `app.Model.field`."""
    return MappingProxyType(_classes)


classify(
    "accounts.Account",
    personal="login family_name given_name patronymic sort_name last_login activated_at",
    technical="password second_factor recovery_hashes created_at",
)
classify("accounts.ActivationCode", personal="used_at", technical="code_hash issued_at expires_at ended_at")
classify("accounts.ApiKey", personal="name used_at", technical="key_hash made_at expires_on ended_at")
classify("scope.RoleAssignment", personal="role valid order_number order_date", technical="recorded")
classify(
    "audit.Entry",
    personal="at actor_role action reason",
    technical="purpose target_type target_id rule clause order_version revision changed",
)
classify("audit.PersonalValue", personal="before after", technical="field erased_at erased_why")
classify("privacy.Acknowledgement", personal="given_on recalled_at", technical="channel recorded_at")
classify("privacy.CardRead", personal="at reader_name reader_role reader_place what")
classify("files.StoredFile", personal="name", technical="sha256 mime file_class created_at swept_at")
classify(
    "jobs.Job",
    personal="arguments error",
    technical="kind title state words stop_asked_at created_at started_at beat_at ended_at result_url",
)
