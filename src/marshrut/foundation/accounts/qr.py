"""QR codes as inline SVG."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe

__all__ = ["qr_svg"]


def qr_svg(text: str, *, label: str = "QR-код для камеры телефона") -> SafeString:
    """A QR code of this text; coloured by class, so that it prints and stays readable in the dark."""
    out = io.BytesIO()
    segno.make(text, error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=2,
        svgclass="qr",
        lineclass="qr-ink",
        title=label,
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 - made by the library from our own text
