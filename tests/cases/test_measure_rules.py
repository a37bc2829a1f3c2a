"""The decisions about measures and questions, by table. No database."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from weerbaar.cases import measure_rules, rules
from weerbaar.cases.measure_rules import MEASURES, MeasureKind, MeasureStanding, Towards
from weerbaar.cases.procedures import newest
from weerbaar.cases.rules import Candidate
from weerbaar.ground.errors import RefusedError

TODAY = date(2026, 11, 22)
BURDEN, LIGHT = MEASURES["written_warning"], MEASURES["organisational_measure"]
CHECK, FIT, HEAR = "juridisch toetsen", "zo niet kan", "Hoor eerst"
ASK, NO, ANOTHER = "Leg de maatregel eerst voor", "zei nee", "Een ander besluit"


@pytest.mark.parametrize(
    ("code", "has_subject", "field"),
    [
        ("written_warning", True, None),
        ("written_warning", False, "party"),
        ("organisational_measure", False, None),
        ("organisational_measure", True, "party"),
        ("no_measure", True, None),
        ("no_measure", False, None),
        ("criminal_report", False, None),
        ("non_active", False, "party"),
        ("hanging", True, "kind"),
        ("", False, "kind"),
    ],
)
def test_a_measure_is_for_whom_it_can_be_for(code, has_subject, field):
    if field is None:
        assert measure_rules.check_measure_for(code, has_subject=has_subject) is MEASURES[code]
        return
    with pytest.raises(RefusedError) as refused:
        measure_rules.check_measure_for(code, has_subject=has_subject)
    assert refused.value.field == field


def test_no_label_shows_a_number_of_an_article_that_nobody_checked():
    assert [one.label for one in MEASURES.values() if re.search(r"\d|art", one.label.lower())] == []
    assert len({one.label for one in MEASURES.values()}) == len(MEASURES)


@pytest.mark.parametrize("code", [code for code, one in MEASURES.items() if one.towards is Towards.SUBJECT])
def test_nothing_that_burdens_a_person_goes_without_hearing_them(code):
    kind = MEASURES[code]
    assert kind.hears_first == kind.burdens


@pytest.mark.parametrize(
    ("kind", "how", "missing"),
    [
        (BURDEN, MeasureStanding("proposed", False, False), [CHECK, HEAR, ASK]),
        (BURDEN, MeasureStanding("proposed", False, True), [CHECK, ASK]),
        (BURDEN, MeasureStanding("checked", False, True), [FIT, ASK]),
        (BURDEN, MeasureStanding("checked", True, False), [HEAR, ASK]),
        (BURDEN, MeasureStanding("checked", True, False, answer=True), [HEAR]),
        (BURDEN, MeasureStanding("checked", True, True), [ASK]),
        (BURDEN, MeasureStanding("checked", True, True, answer=True), []),
        (BURDEN, MeasureStanding("checked", True, True, answer=False), [NO]),
        (BURDEN, MeasureStanding("decided", True, True, answer=True), ["al besloten"]),
        (BURDEN, MeasureStanding("dropped", True, True), ["niet door"]),
        (LIGHT, MeasureStanding("proposed", False, False, may_holder_decide=True), [CHECK]),
        (LIGHT, MeasureStanding("checked", True, False, may_holder_decide=True), []),
        (LIGHT, MeasureStanding("checked", True, False, may_holder_decide=True, is_proposer=True), [ANOTHER]),
        (LIGHT, MeasureStanding("checked", True, False, answer=True, is_proposer=True), []),
        (LIGHT, MeasureStanding("checked", True, False, answer=False, may_holder_decide=True), [NO]),
    ],
)
def test_what_is_missing_before_a_measure_stands(kind: MeasureKind, how, missing):
    told = measure_rules.missing_for_measure(kind, how)
    assert len(told) == len(missing)
    assert all(part in sentence for part, sentence in zip(missing, told, strict=True))


@pytest.mark.parametrize("name", ["integrity", "conduct", "wrongdoing"])
@pytest.mark.parametrize("code", MEASURES)
def test_a_holder_decides_only_what_burdens_nobody(name, code):
    assert measure_rules.may_holder_decide(newest(name), MEASURES[code]) is not MEASURES[code].burdens


@pytest.mark.parametrize(
    ("checker", "proposer", "is_lawyer", "has_lawyer", "sentence"),
    [
        ("b", "a", True, True, None),
        ("b", "a", False, False, None),
        ("b", "a", False, True, "jurist"),
        ("a", "a", True, True, "Een ander"),
        ("a", "a", False, False, "Een ander"),
    ],
)
def test_the_legal_check_is_by_another_and_by_a_lawyer_where_there_is_one(
    checker, proposer, is_lawyer, has_lawyer, sentence
):
    def check() -> None:
        measure_rules.check_checker(checker, proposer=proposer, is_lawyer=is_lawyer, has_lawyer=has_lawyer)

    if sentence is None:
        check()
        return
    with pytest.raises(RefusedError, match=sentence):
        check()


@pytest.mark.parametrize(
    ("stage", "may"),
    [
        ("received", True),
        ("acknowledged", True),
        ("assessed", True),
        ("inquiry", True),
        ("decided", False),
        ("answered", False),
        ("closed", False),
    ],
)
def test_a_measure_is_proposed_before_the_outcome(stage, may):
    kind = measure_rules.MEASURES["non_active"]
    if may:
        measure_rules.check_may_propose(kind, stage)
        return
    with pytest.raises(RefusedError):
        measure_rules.check_may_propose(kind, stage)


@pytest.mark.parametrize(
    ("code", "early"),
    [
        ("non_active", True),
        ("suspension_order", True),
        ("access_block", True),
        ("criminal_report", True),
        ("no_measure", True),
        ("conversation", False),
        ("written_warning", False),
        ("summary_dismissal", False),
        ("recovery_of_damage", False),
    ],
)
@pytest.mark.parametrize("stage", ["received", "acknowledged", "assessed", "inquiry"])
def test_what_burdens_somebody_comes_after_the_assessment(code, early, stage):
    kind = measure_rules.MEASURES[code]
    if early or stage in ("assessed", "inquiry"):
        measure_rules.check_may_propose(kind, stage)
        return
    with pytest.raises(RefusedError, match="Beoordeel eerst"):
        measure_rules.check_may_propose(kind, stage)


def test_nobody_decides_on_what_they_proposed():
    measure_rules.check_decider("Geertje", proposer="Fatima")
    with pytest.raises(RefusedError, match="besluit er niet over"):
        measure_rules.check_decider("Fatima", proposer="Fatima")


@pytest.mark.parametrize(("days", "may"), [(0, True), (14, True), (366, True), (-1, False), (367, False)])
def test_a_day_to_decide_by_lies_within_a_year(days, may):
    day = TODAY + timedelta(days=days)
    if may:
        rules.check_decide_by(day, TODAY)
        return
    with pytest.raises(RefusedError):
        rules.check_decide_by(day, TODAY)


FREE = Candidate(has_trusted_key=True, has_left=False, is_kept_out=False, works_on_cases=True)


@pytest.mark.parametrize(
    ("change", "others", "may"),
    [
        ({}, {}, True),
        ({"is_kept_out": True}, {}, False),
        ({"has_left": True}, {}, False),
        ({"has_trusted_key": False}, {}, False),
        ({}, {"decides": False}, False),
        ({}, {"is_administrator": True}, False),
        ({}, {"reads_case": True}, False),
    ],
)
def test_who_may_be_asked_to_decide(change, others, may):
    told = {"decides": True, "is_administrator": False, "reads_case": False} | others
    assert rules.may_be_asked(replace(FREE, **change), **told) is may


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        (MeasureStanding("proposed", False, False), None),
        (MeasureStanding("proposed", False, False, is_at_lawyer=True), "al bij een jurist"),
        (MeasureStanding("checked", True, False), "al getoetst"),
        (MeasureStanding("advised", True, True), "al getoetst"),
        (MeasureStanding("decided", True, True), "al getoetst"),
        (MeasureStanding("dropped", False, False), "gaat niet door"),
    ],
)
def test_when_a_measure_is_to_be_checked(how, sentence):
    missing = measure_rules.missing_before_check(how)
    assert len(missing) == (sentence is not None)
    assert sentence is None or sentence in missing[0]
