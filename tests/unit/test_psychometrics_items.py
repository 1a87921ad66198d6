"""items.csv: what columns it has, how a row names its model, and that both forms are read back as they were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from marshrut.cli.psychometrics_items import item_rows, read_bank
from marshrut.cli.psychometrics_tables import write_csv
from marshrut.cores.psychometrics.bank import Bank
from marshrut.cores.psychometrics.problems import BankError
from unit.cores.psychometrics.invented import bank_of

SHORT = ["item", "model", "scores", "a", "a_se", "d", "d_se", "c", "c_se", "b", "b_se"]
LONG = ["item", "model", "scores", "a", "a_se", "d1", "d1_se", "d2", "d2_se", "c", "c_se", "b1", "b1_se", "b2", "b2_se"]


def models(bank: Bank, asked: str = "") -> list[str]:
    return [row[1] for row in item_rows(bank, asked=asked)[1]]


def two(family: str, *rows: list[float]) -> Bank:
    return Bank(tuple(f"i{j}" for j in range(len(rows))), (family,) * len(rows), np.full(len(rows), 2), np.array(rows))


def test_right_and_wrong_have_one_d_and_one_b_and_more_categories_are_counted() -> None:
    assert item_rows(bank_of(1, 3))[0] == SHORT
    assert item_rows(bank_of(1, 3, categories=3))[0] == LONG


def test_a_row_names_the_model_asked_for() -> None:
    ones, slopes = two("gpcm", [1.0, 0.5]), two("gpcm", [1.3, 0.5])
    assert [models(ones, one) for one in ("rasch", "pcm", "2pl", "gpcm")] == [["rasch"], ["pcm"], ["2pl"], ["gpcm"]]
    assert models(two("3pl", [1.3, 0.5, -1.4]), "3pl") == ["3pl"]
    assert models(two("grm", [1.3, 0.5]), "grm") == ["grm"]
    assert models(bank_of(1, 2, categories=3), "gpcm") == ["gpcm", "gpcm"]
    assert models(slopes, "rasch") == ["2pl"], "an anchor with a slope is no Rasch item"
    assert models(slopes, "3pl") == ["2pl"], "nor one without a guess an item of the 3PL"
    assert (models(ones), models(ones.rescaled(2.0, 0.0))) == (["rasch"], ["2pl"]), "a moved scale makes slopes"


@pytest.mark.parametrize(
    "bank",
    [two("3pl", [1.3, 0.5, -1.4], [0.8, -1, -2]), bank_of(2, 6), bank_of(2, 6, categories=4)],
    ids=["3pl", "2pl", "gpcm"],
)
def test_what_was_written_is_read(bank: Bank, tmp_path: Path) -> None:
    write_csv(tmp_path / "items.csv", *item_rows(bank))
    again = read_bank(tmp_path / "items.csv")
    assert (again.names, again.families, again.scores) == (bank.names, bank.families, bank.scores)
    assert np.max(np.abs(again.rows - bank.rows)) < 1e-5


def read(tmp_path: Path, text: str) -> Bank:
    (tmp_path / "bank.csv").write_text(text, encoding="utf-8")
    return read_bank(tmp_path / "bank.csv")


def test_both_forms_and_b_alone_are_the_same_items(tmp_path: Path) -> None:
    want = [[1.5, -0.75]]
    for text in (
        "item,a,d\nq,1.5,-0.75\n",
        "item,a,d1\nq,1.5,-0.75\n",
        "item,a,b\nq,1.5,0.5\n",
        "item,a,b1\nq,1.5,.5\n",
    ):
        assert read(tmp_path, text).rows.tolist() == want
    mixed = read(tmp_path, "item,model,a,d,d1,d2\nq,2pl,1,0.5,,\nr,grm,1,,1,-1\n")
    assert (mixed.families, mixed.categories.tolist()) == (("gpcm", "grm"), [2, 3])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("item,a\nq,1\n", "нет столбцов item, a и d"),
        ("item,a,d\nq,1,\n", "У задания «q» нет a и d"),
        ("item,a,d\nq,0,1\n", "Наклон равен нулю, трудности нет: q"),
        ("item,a,d,d1\nq,1,0,0\n", "есть и d, и d1"),
        ("item,model,a,d\nq,4pl,1,0\n", "Модель «4pl» неизвестна"),
        ("item,model,a,d1,d2\nq,2pl,1,1,0\n", "порогов 2, а модель 2pl"),
        ("item,model,a,d,c\nq,3pl,1,1,1.2\n", "c не между 0 и 1"),
        ("item,scores,a,d\nq,0 1 2,1,1\n", "баллов не на один больше"),
        ("item,scores,a,d\nq,0 x,1,1\n", "столбец «scores» — не число: «x»"),
        ("item,a,d\nq,1,0\nq,1,0\n", "повторяются: q"),
        ("item,a,d\n", "нет заданий"),
    ],
)
def test_a_bank_that_is_none_is_said_in_words(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(BankError) as trouble:
        read(tmp_path, text)
    assert words in trouble.value.what
    assert trouble.value.cure
