"""Roles, rights and kinds of places. Russian titles are what the screen says."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["NodeKind", "Right", "Role"]


class Right(StrEnum):
    """Three rights, none implying another."""

    COUNT = "count"
    LIST = "list"
    OPEN = "open"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "count": "видеть числа места",
            "list": "видеть, кто участвует",
            "open": "открывать результаты человека",
        }[self.value]


class Role(StrEnum):
    """What a person comes to do. A role is no post and no category."""

    TEACHER = "teacher"
    SCHOOL = "school"
    MUNICIPAL_METHODOLOGIST = "municipal_methodologist"
    REGIONAL_METHODOLOGIST = "regional_methodologist"
    CENTRE = "centre"
    GOVERNING_BODY = "governing_body"
    ADMINISTRATOR = "administrator"

    @property
    def title(self) -> str:  # type: ignore[override]
        return _ROLE_TITLES[self]


_ROLE_TITLES = {
    Role.TEACHER: "Педагог",
    Role.SCHOOL: "Школа",
    Role.MUNICIPAL_METHODOLOGIST: "Муниципальный методист",
    Role.REGIONAL_METHODOLOGIST: "Региональный методист",
    Role.CENTRE: "Центр",
    Role.GOVERNING_BODY: "Орган управления",
    Role.ADMINISTRATOR: "Администратор",
}


class NodeKind(StrEnum):
    """What stands in the tree."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    SETTLEMENT = "settlement"
    ORGANISATION = "organisation"
    UNIT = "unit"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {
            "region": "регион",
            "municipality": "муниципальное образование",
            "settlement": "населённый пункт",
            "organisation": "организация",
            "unit": "подразделение",
        }[self.value]
