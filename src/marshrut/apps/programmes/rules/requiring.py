"""Which programme comes before which, and what is said to who has not completed the one before."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence

from marshrut.cores.kernel import Decision, allow, refuse

__all__ = ["MOST_NEEDS", "check_requires", "warn_of_missing"]

#: A programme that waits for more than so many others is learnt by nobody.
MOST_NEEDS = 5


def check_requires(
    own: Hashable, requires: Collection[Hashable], standing: Mapping[Hashable, Collection[Hashable]]
) -> Decision:
    """PROGRAMMES-28: a programme needs a few others, never itself, also not in a round about way. `standing`: what
    each of the others needs."""
    if len(requires) > MOST_NEEDS:
        text = f"Сначала нужно пройти не больше {MOST_NEEDS} программ: оставьте самые важные."
        return refuse("PROGRAMMES-28", text, requires=len(requires))
    waiting, seen = list(requires), set()
    while waiting:
        one = waiting.pop()
        if one == own:
            text = "По кругу не получится: эта программа сама нужна для той, которую вы выбрали."
            return refuse("PROGRAMMES-28", text, requires=len(requires))
        if one not in seen:
            seen.add(one)
            waiting += standing.get(one, ())
    return allow("PROGRAMMES-28", requires=len(requires))


def warn_of_missing(titles: Sequence[str]) -> Decision:
    """PROGRAMMES-29: who has not completed what comes first may ask all the same, and is told."""
    if not titles:
        return allow("PROGRAMMES-29")
    named = ", ".join(f"«{one}»" for one in titles)
    return allow(
        "PROGRAMMES-29", f"Сначала стоит пройти: {named}. Без этого учиться будет труднее.", missing=len(titles)
    )
