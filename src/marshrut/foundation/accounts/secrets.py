"""Codes, hashes and the second factor's arithmetic. No database here."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time

import pyotp
from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.crypto import salted_hmac

__all__ = [
    "code_digest",
    "keyed_digest",
    "matching_step",
    "new_code",
    "new_recovery_codes",
    "new_secret",
    "open_secret",
    "provisioning_uri",
    "seal_secret",
    "spaced",
]

CODE_DIGITS = 9
RECOVERY_CODES = 8


def new_code() -> str:
    """Nine random digits for a slip: no letters to confuse, no keyboard layout to switch."""
    return "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))


def spaced(code: str) -> str:
    """Digits in threes: `483 120 557`."""
    return " ".join(code[i : i + 3] for i in range(0, len(code), 3))


def keyed_digest(value: str, *, purpose: str) -> str:
    """A hash that only this installation can make: 64 hex digits."""
    return salted_hmac(f"marshrut.{purpose}", value, algorithm="sha256").hexdigest()


def code_digest(account_id: object, code: str) -> str:
    """The stored form of an activation or recovery code: bound to its account."""
    digits = "".join(letter for letter in code.lower() if letter.isalnum())
    return keyed_digest(f"{account_id}:{digits}", purpose="code")


def new_recovery_codes() -> list[str]:
    """Codes for the day the phone is lost."""
    return [secrets.token_hex(5) for _ in range(RECOVERY_CODES)]


def _fernet() -> Fernet:
    key = hmac.new(settings.SECRET_KEY.encode(), b"marshrut.second-factor", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def new_secret() -> str:
    """A fresh secret for an authenticator application, base32."""
    return pyotp.random_base32()


def seal_secret(secret: str) -> bytes:
    """The secret as it lies in the database."""
    return _fernet().encrypt(secret.encode())


def open_secret(sealed: bytes | memoryview) -> str:
    """The secret again."""
    return _fernet().decrypt(bytes(sealed)).decode()


def provisioning_uri(secret: str, *, login: str) -> str:
    """What the QR code of an authenticator application says."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="Маршрут")


def matching_step(secret: str, typed: str, *, after: int, now: float | None = None) -> int | None:
    """The time step whose code was typed (this one or a neighbour, later than `after`), else None."""
    digits = "".join(letter for letter in typed if letter.isdigit())
    current = int((time.time() if now is None else now) // 30)
    totp = pyotp.TOTP(secret)
    for step in (current, current - 1, current + 1):
        if step > after and hmac.compare_digest(totp.generate_otp(step), digits):
            return step
    return None
