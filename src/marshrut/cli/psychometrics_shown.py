"""What a psychometrician sees at once in the terminal: short tables beside the files, the doubtful first."""

from __future__ import annotations

from collections.abc import Sequence

from marshrut.cli.terminal import say
from marshrut.cores.psychometrics.adaptive import Report
from marshrut.cores.psychometrics.linking import Drift, Link

__all__ = ["number", "tell_cat", "tell_dif", "tell_fit", "tell_link", "tell_table"]

MOST = 20
WIDEST = 28
#: Columns of words, not of numbers.
WORDS = {"заметьте", "модель", "взято"}


def number(value: object, digits: int = 2, *, sign: bool = False) -> str:
    """A number as people here write it, with a comma and a true minus; a dash where there is none."""
    if not isinstance(value, int | float):
        return "—"
    return f"{value:{'+' if sign else ''}.{digits}f}".replace(".", ",").replace("-", "−")


def tell_table(head: Sequence[str], rows: Sequence[Sequence[str]], *, rest: str, most: int = MOST) -> None:
    """Names and words to the left, numbers to the right, at most `most` rows; `rest` names the file with the others."""
    names = [row[0] if len(row[0]) <= WIDEST else row[0][: WIDEST - 1] + "…" for row in rows[:most]]
    lines = [list(head), *([name, *row[1:]] for name, row in zip(names, rows, strict=False))]
    for k in range(len(head)):
        wide = max(len(line[k]) for line in lines)
        for line in lines:
            line[k] = line[k].ljust(wide) if k == 0 or head[k] in WORDS else line[k].rjust(wide)
    for line in lines:
        say(("  " + "  ".join(line)).rstrip())
    if len(rows) > most:
        say(f"  … и ещё {len(rows) - most}: {rest}")


def tell_fit(table: Sequence[Sequence[object]], notes: Sequence[str], pairs: Sequence[tuple[str, str, float]]) -> None:
    """`table` are the rows of items.csv, `notes` what is doubtful of each; the doubtful go first."""
    order = sorted(range(len(table)), key=lambda j: (not notes[j], j))
    head = ["задание", "доля", "с ост.", "инфит", "аутфит", "S-X²", "ст. св.", "p попр.", "заметьте"]
    rows = []
    for j in order:
        name, _, share, rest, _, infit, outfit, value, freedom, _, p, _ = table[j]
        rows.append([str(name), *map(number, (share, rest, infit, outfit)), number(value, 1), number(freedom, 0),
                     number(p, 3), notes[j]])  # fmt: skip
    tell_table(head, rows, rest="items.csv")
    if pairs:
        say(f"Ответы связаны сильнее, чем уровнем, пар: {len(pairs)}. Похоже на части одной задачи.")
        tell_table(
            ["пара", "Q3"],
            [[f"{one} и {other}", number(q3)] for one, other, q3 in sorted(pairs, key=lambda pair: -abs(pair[2]))],
            rest="pairs.csv",
            most=5,
        )


def tell_dif(table: Sequence[Sequence[object]], suspects: Sequence[str]) -> None:
    """Rows of dif.csv of the suspects only: of the others there is nothing to see."""
    head = ["задание", "Δ", "ETS", "p МХ", "p регр.", "LR χ²", "p попр.", "разница", "модель"]
    rows = []
    for row in (one for one in table if one[0] in suspects):
        sure = "подтверждает" if row[17] == 1 else "не подтверждает"
        rows.append([str(row[0]), number(row[4], sign=True), str(row[6]), number(row[2], 3), number(row[8], 3),
                     number(row[13], 1), number(row[15], 3), number(row[16], 3, sign=True), sure])  # fmt: skip
    if rows:
        tell_table(head, rows, rest="dif.csv")
        say("  Δ и разница долей ниже нуля: труднее второй группе при равном уровне.")


def tell_link(found: Link, drift: Drift) -> None:
    """Constants with errors, and the shared items that moved most."""
    head, said = ["константа", "значение", "ошибка"], []
    for name, value, error in (("A", found.a, found.a_error), ("B", found.b, found.b_error)):
        said.append([name, number(value, 4), number(error, 4)])
    tell_table(head, said, rest="link.json")
    order = sorted(drift.away, key=lambda name: -abs(drift.z[name]))
    rows = [[name, number(drift.away[name], 3, sign=True), number(drift.z[name], 1, sign=True),
             "да" if name in found.items else "нет"] for name in order]  # fmt: skip
    tell_table(["общее задание", "сдвиг b", "z", "взято"], rows, rest="link.json", most=8)


def tell_cat(found: Report, cap: float) -> None:
    """What was promised and what came: levels by fifths, areas, exposure."""
    say(
        f"Людей {found.people}, длина {number(found.length, 1)}, ошибка {number(found.rmse, 3)}, "
        f"смещение {number(found.bias, 3, sign=True)}, интервал 95 % накрывает в {number(100 * found.coverage, 1)} %."
    )
    rows = [[f"{number(one.low)} … {number(one.high)}", str(one.people), number(one.bias, 3, sign=True),
             number(one.rmse, 3), number(one.length, 1)] for one in found.bands]  # fmt: skip
    tell_table(["истинный уровень", "людей", "смещение", "ошибка", "длина"], rows, rest="bands.csv")
    for name, share in found.asked.items():
        say(
            f"  Область «{name}»: по плану {number(100 * share, 0)} %, вышло {number(100 * found.achieved[name], 1)} %."
        )
    say(
        f"  Чаще всего задание видели {number(100 * found.most_exposed, 1)} % (можно {number(100 * cap, 0)} %), "
        f"в деле {found.used}."
    )
    if found.forced:
        say(f"  Сверх ограничений дано заданий: {found.forced}. Банк мал для таких правил.")
    if found.decided is not None:
        sure = "" if found.agreement is None else f", из них верно {number(100 * found.agreement, 1)} %"
        say(f"  Решено о {number(100 * found.decided, 1)} % людей{sure}.")
