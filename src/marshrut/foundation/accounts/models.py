"""Accounts of people who sign in, their activation codes, and failed attempts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat, Lower, Replace
from django.utils import timezone

from marshrut.foundation.scope.ids import new_id
from marshrut.foundation.scope.manager import ScopedManager
from marshrut.foundation.scope.models import Node, Tenant

__all__ = ["Account", "ActivationCode", "ApiKey", "FailedAttempt"]


class AccountManager(ScopedManager["Account"], BaseUserManager["Account"]):
    """Scoped like every personal row; Django's session machinery goes through `of` in our backend."""

    def get_by_natural_key(self, username: str | None) -> Any:
        raise NotImplementedError("accounts are found through accounts.queries")


class Account(AbstractBaseUser):
    """A person's way in. It belongs to one tenant and lives at the place that hands out its slips."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    #: The name to sign in with: surname in Latin letters and four digits; says nothing else about the person.
    login = models.CharField(max_length=60, unique=True)
    family_name = models.CharField(max_length=80)
    given_name = models.CharField(max_length=80)
    patronymic = models.CharField(max_length=80, blank=True)
    #: For search and order: small letters, ё as е (PostgreSQL's own order would put Ё before А).
    sort_name = models.GeneratedField(
        expression=Replace(
            Lower(Concat("family_name", Value(" "), "given_name", Value(" "), "patronymic")), Value("ё"), Value("е")
        ),
        output_field=models.CharField(max_length=260),
        db_persist=True,
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    activated_at = models.DateTimeField(null=True)
    #: Encrypted with a key derived from the installation's secret.
    second_factor = models.BinaryField(null=True, editable=False)
    #: The last accepted time step, so that a code seen over a shoulder works once.
    second_factor_step = models.BigIntegerField(default=0)
    recovery_hashes = ArrayField(models.CharField(max_length=200), default=list)
    #: Raised to end every session of the account at once.
    session_epoch = models.PositiveIntegerField(default=0)

    objects = AccountManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("sort_name",)
        indexes = [models.Index(fields=["tenant", "node"]), models.Index(fields=["tenant", "sort_name"])]

    def __str__(self) -> str:
        return self.login

    @property
    def full_name(self) -> str:
        """Фамилия Имя Отчество."""
        return " ".join(part for part in (self.family_name, self.given_name, self.patronymic) if part)

    @property
    def short_name(self) -> str:
        """Имя Отчество, as one is addressed."""
        return " ".join(part for part in (self.given_name, self.patronymic) if part)


class ActivationCode(models.Model):
    """A one-time code on a slip of paper. Only its hash is kept; a new code ends the ones before."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=128)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)

    objects = ScopedManager["ActivationCode"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("account",), condition=models.Q(used_at=None, ended_at=None), name="one_live_code_an_account"
            )
        ]

    def __str__(self) -> str:
        return f"{self.issued_at:%Y-%m-%d}"


class ApiKey(models.Model):
    """A key by which another system asks in the name of a person's role: the same rights, until a day. Only a hash of
    it is kept; it ends with the role."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="keys")
    #: The role it speaks for; a RoleAssignment's id, which changes when the role does: then the key opens nothing.
    assignment_id = models.UUIDField()
    name = models.CharField(max_length=120)
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_on = models.DateField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ScopedManager["ApiKey"]()

    class Meta:
        ordering = ("-made_at",)
        indexes = [models.Index(fields=["account"])]

    def __str__(self) -> str:
        return self.name


class FailedAttempt(models.Model):
    """A wrong password, code or second factor: counted by name and address together, both kept as keyed hashes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(default=timezone.now)
    name_hash = models.CharField(max_length=64)
    address_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["name_hash", "address_hash", "at"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
