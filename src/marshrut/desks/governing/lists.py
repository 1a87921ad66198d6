"""What the desk's other pages are made of: rows with their words, chips and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404

from marshrut.apps.regulation import queries
from marshrut.apps.regulation.access import Deed
from marshrut.apps.regulation.types import ClauseFilter, ClauseList, ClauseState, IndicatorItem, MeasureItem
from marshrut.cores.regulation import Regulation, Subject
from marshrut.cores.regulation.words import PERIODS, RELATION_KINDS, SUBJECT_TYPES
from marshrut.desks.governing import pictures, words
from marshrut.desks.governing.forms import AppointForm, DeclareForm, ProofForm
from marshrut.desks.governing.reading import Asked
from marshrut.foundation.ui import svg

__all__ = ["clause_card", "clause_page", "indicator_page", "levels_of", "roadmap_page"]

PAGE = 20


def clause_page(asked: Asked, found: ClauseList, narrowed: ClauseFilter, page: str) -> dict[str, Any]:
    """A page of clauses with the strip of their states."""
    named = {"q": narrowed.search, "kind": narrowed.kind, "actor": narrowed.actor, "section": narrowed.section}
    named |= {"function": narrowed.function, "capability": narrowed.capability, "answers": narrowed.answers}
    kept = {key: value for key, value in named.items() if value}

    def url_of(state: ClauseState) -> str:
        return asked.link("clauses", **kept, state=state.value)

    shown = Paginator(found.items, PAGE).get_page(page)
    parts = pictures.state_parts(found.counts, url_of)
    return {
        "page": shown,
        "rows": [(item, words.TONES[item.stated.state]) for item in shown],
        "found": len(found.items),
        "total": found.total,
        "strip": svg.strip("Найденные пункты", parts),
        "parts": parts,
        "narrowed": any((*kept.values(), narrowed.state)),
        "state": narrowed.state,
    }


def clause_card(asked: Asked, code: str) -> dict[str, Any]:
    """One clause and what this viewer may do about it; 404 for a code that the reading does not have."""
    try:
        detail = queries.get_clause(asked.viewer, asked.reading, code, on=asked.on, known_at=asked.known_at)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    item = detail.item
    return {
        "end_form": AppointForm(viewer=asked.viewer, on=asked.on),
        "withdraw_form": ProofForm(on=asked.on),
        "revoke_form": DeclareForm(),
        "detail": detail,
        "item": item,
        "tone": words.TONES[item.stated.state],
        "may_appoint": asked.may(Deed.APPOINT, code),
        "may_prove": asked.may(Deed.PROVE, code),
        "may_declare": asked.may(Deed.DECLARE, code),
        "may_revoke": asked.may(Deed.REVOKE, code),
        "live_proofs": [proof for proof in detail.proofs if proof.withdrawn_at is None],
        "withdrawn_proofs": [proof for proof in detail.proofs if proof.withdrawn_at is not None],
        "target": _target_of(detail.indicator),
    }


def _target_of(item: IndicatorItem | None) -> str:
    if item is None:
        return ""
    target = item.state.target
    return words.target_words(item.indicator, target) if target else item.state.text


def indicator_page(items: Sequence[IndicatorItem]) -> dict[str, Any]:
    """Indicators with all targets and both readings of what the order leaves open."""
    cards = [_indicator_card(item) for item in items]
    open_questions = sum(len(item.indicator.ambiguities) for item in items)
    past = sum(item.past for item in items)
    return {"cards": cards, "past": past, "open_questions": open_questions, "count": len(items)}


def _indicator_card(item: IndicatorItem) -> dict[str, Any]:
    one, (chip, tone) = item.indicator, words.target_chip(item)
    meant = item.state.target
    targets = [
        (words.target_when(target), words.target_value(one, target), target.written, target is meant)
        for target in one.targets
    ]
    picture = pictures.indicator_bullet(item)
    return {
        "item": item,
        "one": one,
        "picture": picture,
        "chip": chip,
        "tone": tone,
        "targets": targets,
        "period": PERIODS[one.period],
    }


def roadmap_page(items: Sequence[MeasureItem], today: date) -> dict[str, Any]:
    """Measures by section, each along the years of the map."""
    span = pictures.span_of(items, today)
    rows = [
        {"item": item, "row": pictures.measure_row(item, span, today), "tone": words.term_tone(item)} for item in items
    ]
    sections = [(name, list(held)) for name, held in groupby(rows, key=lambda row: _section(row["item"]))]
    past = sum(item.due.state in {"past", "ended"} for item in items)
    ahead = sum(item.due.state in {"now", "upcoming"} for item in items)
    return {
        "sections": sections,
        "scale": svg.gantt_scale(*span),
        "span": span,
        "count": len(items),
        "past": past,
        "ahead": ahead,
        "standing": len(items) - past - ahead,
    }


def _section(item: Any) -> tuple[str, str]:
    return item.measure.section or "", item.section


def levels_of(asked: Asked, regulation: Regulation) -> list[dict[str, Any]]:
    """The structure as a list: levels, their subjects, what each does with whom, and its clauses."""
    structure = regulation.structure
    acting: dict[str, int] = {}
    for clause in regulation.clauses.clauses:
        for actor in clause.actors:
            acting[actor] = acting.get(actor, 0) + 1
    found = []
    for level in structure.levels:
        here = [one for one in structure.subjects if one.level == level.id]
        rows = [_subject_row(asked, regulation, one, acting.get(one.id, 0)) for one in here]
        roles = [role for role in structure.roles if role.level == level.id]
        found.append({"level": level, "subjects": rows, "roles": roles})
    return found


def _subject_row(asked: Asked, regulation: Regulation, one: Subject, clauses: int) -> dict[str, Any]:
    titles = regulation.party_title
    does = [
        (RELATION_KINDS[link.kind], "со всеми" if link.to == "all" else titles(link.to), link.what or "")
        for link in regulation.structure.relations
        if link.from_ == one.id
    ]
    place = [("входит в", titles(one.part_of), "")] if one.part_of else []
    place += [("подчинён", titles(one.subordinate_to), "")] if one.subordinate_to else []
    return {
        "one": one,
        "kind": SUBJECT_TYPES[one.type],
        "links": place + does,
        "clauses": clauses,
        "url": asked.link("clauses", actor=one.id),
    }
