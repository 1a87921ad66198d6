"""Text as people meant it: spaces, ё, Latin letters that look Cyrillic. Everything here is about one string."""

from __future__ import annotations

import re
from difflib import get_close_matches

__all__ = ["cyrillic", "mask_snils", "nearest", "plain", "spaced"]

_ODD = re.compile("[\u00a0\u2007\u202f\u2009\t\r\n]|  |[\u200b\u200e\u200f\u00ad\ufeff]|^ | $")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u00ad\ufeff]")
_LATIN = re.compile("[A-Za-z]")
_CYRILLIC = re.compile("[А-Яа-яЁё]")
_WORD = re.compile(r"[A-Za-zА-Яа-яЁё]+")
_ALIKE = str.maketrans("AaBCcEeHKkMmOoPpTXxyYu", "АаВСсЕеНКкМмОоРрТХхуУи")
_NOT_WORDS = re.compile(r"[^0-9a-zа-я]+")


def spaced(text: str) -> str:
    """One ordinary space between words, none around; nothing invisible."""
    if _ODD.search(text) is None:
        return text
    return " ".join(_INVISIBLE.sub("", text).split())


def plain(text: str) -> str:
    """For comparison: small letters, е for ё, words only."""
    return _NOT_WORDS.sub(" ", text.lower().replace("ё", "е")).strip()


def cyrillic(text: str) -> tuple[str, bool, bool]:
    """Words that mix the alphabets, in Cyrillic: (text, whether something was repaired, whether a mixture stays)."""
    if _LATIN.search(text) is None or _CYRILLIC.search(text) is None:
        return text, False, False
    stays = False

    def mend(match: re.Match[str]) -> str:
        nonlocal stays
        word = match.group()
        if _LATIN.search(word) is None:
            return word
        # A word of look-alikes only, among Cyrillic words («CОШ», «ОО "Cад"»), is Cyrillic; «IT-куб» stays.
        made = word.translate(_ALIKE)
        if _LATIN.search(made) is None:
            return made
        stays = stays or _CYRILLIC.search(word) is not None
        return word

    mended = _WORD.sub(mend, text)
    return mended, mended != text, stays


def nearest(text: str, known: list[str] | tuple[str, ...], *, many: int = 3) -> str:
    """The nearest known words, to offer: «a», «b»; or an empty string."""
    found = get_close_matches(plain(text), [plain(one) for one in known], n=many, cutoff=0.6)
    by_plain = {plain(one): one for one in known}
    return ", ".join(f"«{by_plain[one]}»" for one in found)


def mask_snils(text: str) -> str:
    """What may be shown of a СНИЛС: its last digits, whatever was written before them."""
    digits = re.sub(r"\D", "", text)
    return f"***-***-{digits[-5:-2]} {digits[-2:]}" if len(digits) > 7 else "***"  # noqa: PLR2004 — shorter tells all
