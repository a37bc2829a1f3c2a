"""Procedures as text: each thing that cannot be followed is refused with a sentence that says where (C1)."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.cases import procedures
from weerbaar.cases.models import Duty, Kind, Stage, Term
from weerbaar.cases.procedures import (
    DEFINITIONS,
    LAW,
    Guard,
    Place,
    ProcedureError,
    Step,
    TermName,
    newest,
    read,
    read_all,
    read_file,
)
from weerbaar.cases.rules import _GUARD_MISSING, missing_for_step

WRONGDOING = (DEFINITIONS / "wrongdoing.1.toml").read_text()
ALL = [read_file(path) for path in sorted(DEFINITIONS.glob("*.toml"))]
each = pytest.mark.parametrize("procedure", ALL, ids=lambda one: f"{one.name}.{one.version}")

STEP_ACKNOWLEDGE = """
[[step]]
name = "acknowledge"
from = ["received"]
to = "acknowledged"
who = ["handler"]
meets = ["acknowledge"]
"""
STEP_CLOSE = """
[[step]]
name = "close"
from = ["answered"]
to = "closed"
who = ["handler"]
needs = ["concluded", "feedback_given", "duties_settled", "notices_settled"]
"""
STEP_FEEDBACK = """
[[step]]
name = "feedback"
from = ["decided"]
to = "answered"
who = ["handler"]
needs = ["account_settled"]
meets = ["feedback"]
"""
STEP_NOT_HERE = """
[[step]]
name = "not_here"
from = ["acknowledged"]
to = "answered"
who = ["handler"]
needs = ["triaged", "not_admitted", "duties_asked"]
meets = ["assess", "decide", "feedback"]
"""
STAGE_INQUIRY = """
[[stage]]
name = "inquiry"
waits_for = "handler"
next = "Zoek uit wat er gebeurde. Hoor beide kanten voor er wordt besloten."
"""
TERM_ACKNOWLEDGE = """
[[term]]
name = "acknowledge"
length = 7
unit = "calendar_days"
starts = "received"
basis = "wbk_2"
remind = [2]
"""
TERM_FEEDBACK = """
[[term]]
name = "feedback"
length = 3
unit = "months"
starts = "acknowledged_or_latest"
basis = "wbk_2"
remind = [28, 7]
"""

# What is changed in a sound procedure, into what, and what the refusal says.
BROKEN: dict[str, tuple[str, str, str]] = {
    "not TOML": ("version = 1\n", "version = \n", "this is not TOML"),
    "another name": (
        'name = "wrongdoing"',
        'name = "wrong"',
        "the file is called wrongdoing.1, and says that it is wrong.1",
    ),
    "a name with signs": ('name = "wrongdoing"', 'name = "Wrong doing"', "is not a word of small letters"),
    "another version": ("version = 1", "version = 2", "says that it is wrongdoing.2"),
    "version zero": ("version = 1", "version = 0", "version must be a whole number of at least 1"),
    "a version in words": ("version = 1", 'version = "1"', "version must be a whole number"),
    "a version that is true": ("version = 1", "version = true", "version must be a whole number"),
    "no title": ('title = "Vermoeden van een misstand"\n', "", "the file: title is missing"),
    "an empty title": ("Vermoeden van een misstand", " ", "the file: title is missing"),
    "unknown key": (
        "version = 1",
        'version = 1\ncolour = "red"',
        "'colour' is not something that a procedure can say",
    ),
    "unknown openness": (
        '"anonymous", ',
        '"secret", ',
        "takes: 'secret' is not one of anonymous, confidential, open",
    ),
    "openness twice": ('"anonymous", ', '"open", ', "takes: open is there twice"),
    "nobody may report": (
        'takes = ["anonymous", "confidential", "open"]',
        "takes = []",
        "takes names nothing",
    ),
    "takes as a word": (
        'takes = ["anonymous", "confidential", "open"]',
        'takes = "open"',
        "takes must be a list",
    ),
    "no anonymous, no word": ('"anonymous", ', "", "without_name: say what a report without a name is here"),
    "a flag in quotes": (
        "keeps_out_reports = true",
        'keeps_out_reports = "no"',
        "keeps_out_reports is true or false",
    ),
    "no stage": ("[[stage]]", "[[halt]]", "'halt' is not something"),
    "a stage that is a word": ('[[stage]]\nname = "received"', '[stage]\nname = "received"', "not TOML"),
    "unknown key in a stage": (
        'waits_for = "nobody"',
        'waits_for = "nobody"\nuntil = 3',
        "stage closed: 'until' is not",
    ),
    "unknown stage": (
        'name = "inquiry"\nwaits',
        'name = "hearing"\nwaits',
        "stage hearing: 'hearing' is not one of received",
    ),
    "unknown role": (
        'waits_for = "nobody"',
        'waits_for = "everybody"',
        "stage closed: 'everybody' is not one of handler",
    ),
    "a stage twice": (STAGE_INQUIRY, STAGE_INQUIRY * 2, "the stage inquiry is there twice"),
    "no words for what is next": (
        "Zoek uit wat er gebeurde. Hoor beide kanten voor er wordt besloten.",
        "",
        "stage inquiry: next is missing",
    ),
    "nobody is waited for": (
        'waits_for = "handler"\nnext = "Zoek',
        'waits_for = "nobody"\nnext = "Zoek',
        "stage inquiry: nobody is waited for when a case is closed",
    ),
    "a closed case waits": (
        'waits_for = "nobody"',
        'waits_for = "reporter"',
        "stage closed: nobody is waited for",
    ),
    "another first stage": (
        'name = "received"\nwaits',
        'name = "answered"\nwaits',
        "the stage answered is there twice",
    ),
    "unknown step": ('name = "inquire"', 'name = "dream"', "step dream: 'dream' is not one of acknowledge"),
    "unknown key in a step": (
        'to = "inquiry"',
        'to = "inquiry"\nif = "x"',
        "step inquire: 'if' is not something",
    ),
    "a step from nowhere": ('from = ["decided"]', "from = []", "step feedback: from names nothing"),
    "a step by nobody named": (
        STEP_CLOSE,
        STEP_CLOSE.replace('["handler"]', "[]"),
        "step close: who names nothing",
    ),
    "a step by nobody": (
        STEP_CLOSE,
        STEP_CLOSE.replace('["handler"]', '["nobody"]'),
        "step close: nobody cannot take a step",
    ),
    "a step by an unknown": (
        STEP_CLOSE,
        STEP_CLOSE.replace('["handler"]', '["king"]'),
        "step close: 'king' is not one of handler",
    ),
    "a step twice": (STEP_CLOSE, STEP_CLOSE * 2, "the step close from the stage answered is there twice"),
    "unknown guard": (
        '"measures_settled"]',
        '"moon_full"]',
        "step decide: 'moon_full' is not one of triaged",
    ),
    "a guard twice": (
        '"measures_settled"]',
        '"outcome_recorded"]',
        "step decide: needs names something twice",
    ),
    "guards as a word": (
        STEP_FEEDBACK,
        STEP_FEEDBACK.replace('["account_settled"]', '"account_settled"'),
        "step feedback: needs must be a list",
    ),
    "guards that contradict": (
        STEP_FEEDBACK,
        STEP_FEEDBACK.replace('"account_settled"', '"admitted", "not_admitted"'),
        "step feedback: it needs both admitted and not_admitted, which are never there together",
    ),
    "assessed without assessing": (
        'needs = ["triaged", "admitted", "duties_asked"]',
        'needs = ["triaged"]',
        "step assess: it must need admitted",
    ),
    "an end without an outcome": (
        STEP_CLOSE,
        STEP_CLOSE.replace('"concluded", ', ""),
        "step close: it must need concluded",
    ),
    "an answer past the decision": (
        STEP_FEEDBACK,
        STEP_FEEDBACK.replace('["decided"]', '["assessed", "decided"]').replace(
            'meets = ["feedback"]', 'meets = ["decide", "feedback"]'
        ),
        "a report that is dealt with here does not come further than answered",
    ),
    "only by agreement": (
        'needs = ["outcome_recorded", "both_sides_heard", "measures_settled"]',
        'needs = ["outcome_recorded", "complainant_agreed"]',
        "a report that is dealt with here of whoever does not agree does not come further than",
    ),
    "letters that forget the ombudsman": (
        "tells_of_referral = true",
        "tells_of_referral = true\npoints_to_ombudsman = true",
        "letters: the not_here does not say that the ombudsman comes next",
    ),
    "an answer under another name": (
        STEP_FEEDBACK,
        STEP_FEEDBACK.replace('name = "feedback"', 'name = "decide"').replace('"account_settled"', ""),
        "does not come further than answered",
    ),
    "elsewhere without judging": (
        STEP_NOT_HERE,
        STEP_NOT_HERE.replace('"not_admitted", ', ""),
        "step not_here: it must need not_admitted",
    ),
    "no step elsewhere": (
        STEP_NOT_HERE,
        "",
        "a report that does not belong here does not come further than acknowledged",
    ),
    "only with a name": (
        'needs = ["outcome_recorded", "both_sides_heard", "measures_settled"]',
        'needs = ["outcome_recorded", "reporter_named"]',
        "a report that is dealt with here and has no name does not come further than",
    ),
    "an answer that nobody gave": (
        STEP_FEEDBACK,
        STEP_FEEDBACK.replace('name = "feedback"', 'name = "inquire"'),
        "does not come further than answered",
    ),
    "a stage that cannot be reached": (
        'to = "inquiry"',
        'to = "decided"',
        "the stage inquiry cannot be reached",
    ),
    "no way to the end": (STEP_FEEDBACK, "", "from the stage assessed there is no way to the end"),
    "a way back": (
        'to = "inquiry"',
        'to = "acknowledged"',
        "step inquire: from assessed to acknowledged is not onward",
    ),
    "a way round": (
        'to = "inquiry"',
        'to = "assessed"',
        "step inquire: from assessed to assessed is not onward",
    ),
    "a step to nowhere": ('to = "inquiry"\n', "", "step inquire: to is missing"),
    "out of the end": (
        'from = ["answered"]',
        'from = ["answered", "closed"]',
        "step close: from closed to closed is not onward",
    ),
    "no step close": (
        STEP_CLOSE,
        STEP_CLOSE.replace('name = "close"', 'name = "decide"'),
        "the step close must lead to the stage closed",
    ),
    "a stage that is not here": (STAGE_INQUIRY, "", "the stage inquiry is not in this procedure"),
    "unknown term": (
        'meets = ["decide"]',
        'meets = ["appeal"]',
        "step decide: 'appeal' is not one of acknowledge",
    ),
    "a term that is not here": (TERM_FEEDBACK, "", "the term feedback is not in this procedure"),
    "a term twice": (TERM_FEEDBACK, TERM_FEEDBACK * 2, "the term feedback is there twice"),
    "unknown key in a term": (
        "length = 7",
        "length = 7\nabout = 1",
        "term acknowledge: 'about' is not something",
    ),
    "a term of nothing": (
        "length = 7",
        "length = 0",
        "term acknowledge: length must be a whole number of at least 1",
    ),
    "a term of a half": ("length = 7", "length = 6.5", "term acknowledge: length must be a whole number"),
    "unknown unit": (
        'unit = "calendar_days"',
        'unit = "moons"',
        "term acknowledge: 'moons' is not one of calendar_days",
    ),
    "unknown beginning": (
        'starts = "received"\nbasis = "wbk_2"',
        'starts = "birth"\nbasis = "wbk_2"',
        "term acknowledge: 'birth' is not one of received",
    ),
    "unknown basis": ('basis = "wbk_2"', 'basis = "habit"', "term acknowledge: 'habit' is not one of wbk_2"),
    "a term nobody meets": (
        STEP_ACKNOWLEDGE,
        STEP_ACKNOWLEDGE.replace('meets = ["acknowledge"]\n', ""),
        "term acknowledge: no step meets it",
    ),
    "a term lost on a way": (
        STEP_NOT_HERE,
        STEP_NOT_HERE.replace('"decide", ', ""),
        "term decide: nothing meets it on the way acknowledge, not_here, close",
    ),
    "from a receipt that is not there": (
        TERM_ACKNOWLEDGE,
        "",
        "the term acknowledge is not in this procedure",
    ),
    "the law suspended": (
        TERM_FEEDBACK,
        TERM_FEEDBACK + "may_suspend = true\n",
        "term feedback: the law that it rests on knows no suspension",
    ),
    "the law lengthened": (
        TERM_FEEDBACK,
        TERM_FEEDBACK + "extend = 1\n",
        "term feedback: the law that it rests on knows no suspension and no extension",
    ),
    "the law stretched": (
        "length = 7",
        "length = 8",
        "the law says at most 7 calendar_days from received, and not 8 calendar_days",
    ),
    "the law in other days": (
        'length = 7\nunit = "calendar_days"',
        'length = 7\nunit = "working_days"',
        "at most 7 calendar_days",
    ),
    "the law from another day": (
        'starts = "acknowledged_or_latest"',
        'starts = "acknowledged"',
        "at most 3 months from acknowledged_or_latest",
    ),
    "a law that sets no such term": (
        'starts = "received"\nbasis = "own_rules"',
        'starts = "received"\nbasis = "wbk_2"',
        "term assess: wbk_2 sets no such term",
    ),
    "wrongdoing on own rules": (
        TERM_FEEDBACK,
        TERM_FEEDBACK.replace("wbk_2", "own_rules"),
        "term feedback: wrongdoing must have it, on the basis wbk_2",
    ),
    "suspension in quotes": ("may_suspend = true", 'may_suspend = "no"', "may_suspend is true or false"),
    "reminded before it begins": (
        "remind = [2]",
        "remind = [7]",
        "term acknowledge: a reminder stands before the term begins; it lasts 7 days",
    ),
    "reminded in words": ("remind = [2]", 'remind = ["two"]', "term acknowledge: remind holds whole days"),
    "reminded on the day itself": (
        "remind = [2]",
        "remind = [0]",
        "term acknowledge: remind holds whole days before the last day",
    ),
    "reminded by a number": ("remind = [2]", "remind = 2", "term acknowledge: remind must be a list"),
    "reminders in disorder": (
        "remind = [28, 7]",
        "remind = [7, 28]",
        "term feedback: the reminders go from early to late",
    ),
    "a reminder twice": (
        "remind = [28, 7]",
        "remind = [7, 7]",
        "term feedback: the reminders go from early to late, each once",
    ),
    "lengthened by more than it lasts": (
        "extend = 4",
        "extend = 9",
        "term decide: it is lengthened by more than it lasts",
    ),
    "lengthened by less than nothing": (
        "extend = 4",
        "extend = -1",
        "term decide: extend must be a whole number of at least 0",
    ),
    "unknown line": ("registry = ", "council = ", "deciders: 'council' is not one of staff"),
    "unknown authority": (
        '["employers_committee"]',
        '["friends"]',
        "deciders.registry: 'friends' is not one of secretary",
    ),
    "a line without anybody": (
        'registry = ["employers_committee"]\n',
        "",
        "deciders: nobody decides about registry",
    ),
    "an empty line": ('["employers_committee"]', "[]", "deciders: registry names nothing"),
    "somebody twice in a line": (
        '["employers_committee"]',
        '["mayor", "mayor"]',
        "deciders: registry names somebody twice",
    ),
    "deciders as a word": ("[deciders]", "[letters]\n[[deciders]]", "not TOML"),
    "unknown letter": ('not_here = """', 'love = """', "letters: 'love' is not one of acknowledgement"),
    "a letter without words": ('not_here = """', 'feedback_2 = """', "letters: 'feedback_2' is not one of"),
    "a blank that nobody fills in": (
        "{feedback_due}",
        "{reporter}",
        "letters: the acknowledgement leaves open 'reporter', which no page fills in",
    ),
    "kept for no time": (
        "identity_months = 12",
        "identity_months = 0",
        "retention: identity_months must be a whole number",
    ),
    "kept for ever": ("identity_months = 12", "", "retention: identity_months must be"),
    "kept on no ground": ('selection = "4.1.4"', "", "retention: selection is missing"),
    "kept with more": (
        "identity_months = 12",
        "identity_months = 12\nnames = true",
        "retention: 'names' is not something",
    ),
    "no retention": ("[retention]", "[keeping]", "'keeping' is not something"),
}


@pytest.mark.req("C1")
@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_be_followed_is_refused_with_a_sentence(what):
    old, new, says = BROKEN[what]
    assert old in WRONGDOING
    with pytest.raises(ProcedureError) as refused:
        read(WRONGDOING.replace(old, new, 1), source="wrongdoing.1")
    sentence = str(refused.value)
    assert sentence.startswith("wrongdoing.1: ")
    assert sentence.endswith((".", ")."))
    assert says in sentence


CONDUCT = (DEFINITIONS / "conduct.1.toml").read_text()


def without(text: str, kind: str, name: str) -> str:
    """A definition without a step or a term: its tables, and every word of it elsewhere."""
    parts = text.split("\n\n")
    kept = [one for one in parts if not one.startswith(f'[[{kind}]]\nname = "{name}"')]
    assert len(kept) < len(parts)
    lines = "\n\n".join(kept).splitlines()
    if kind == "term":
        lines = [
            one.replace(f'"{name}", ', "").replace(f', "{name}"', "").replace(f'"{name}"', "")
            if one.startswith("meets")
            else one
            for one in lines
        ]
    return "\n".join(lines)


@pytest.mark.req("C1", "C2")
@pytest.mark.parametrize(
    ("kind", "name", "more", "says"),
    [
        (
            "term",
            "acknowledge",
            {},
            "term acknowledge: every procedure has it: by that whoever reports is told by when",
        ),
        (
            "term",
            "feedback",
            {},
            "term feedback: every procedure has it: by that the acknowledgement says by when",
        ),
        (
            "step",
            "acknowledge",
            {
                '[[step]]\nname = "assess"': STEP_ACKNOWLEDGE.replace(
                    'name = "acknowledge"', 'name = "inquire"'
                )
                + '\n[[step]]\nname = "assess"'
            },
            "step acknowledge: every procedure has it: by that the reporter hears that their report came in",
        ),
        (
            "step",
            "feedback",
            {'from = ["answered"]': 'from = ["decided", "answered"]', '"feedback_given", ': ""},
            "step feedback: every procedure has it: by that the reporter hears what was done and why",
        ),
    ],
)
def test_what_filing_and_the_reporter_s_pages_count_on_is_in_every_procedure(kind, name, more, says):
    text = without(CONDUCT, kind, name)
    for old, new in more.items():
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(ProcedureError) as refused:
        read(text, source="conduct.1")
    assert says in str(refused.value)


def test_the_sound_procedure_of_these_tests_is_sound():
    assert read(WRONGDOING, source="wrongdoing.1").name == "wrongdoing"


@pytest.mark.parametrize(
    ("letter", "says"),
    [
        ("acknowledgement", "the acknowledgement has no words"),
        ("not_here", "the not_here"),
        ("feedback", "the feedback"),
    ],
)
def test_a_step_that_speaks_needs_its_letter(letter, says):
    head, _, rest = WRONGDOING.partition(f'{letter} = """')
    _, _, tail = rest.partition('"""\n')
    with pytest.raises(ProcedureError, match=f"letters: {says}"):
        read(head + tail, source="wrongdoing.1")


@pytest.mark.parametrize(
    "said",
    [
        "stage = 3",
        'stage = ["received"]',
        "deciders = 3",
        'letters = "hello"',
        "retention = 3",
        "step = {}",
        "term = true",
    ],
)
def test_what_is_no_table_is_refused_and_does_not_break_the_reader(said):
    name = said.partition(" ")[0]
    kept = [part for part in WRONGDOING.split("\n\n") if not part.lstrip("[").startswith(f"{name}]")]
    text = f"{said}\n" + "\n\n".join(kept)
    with pytest.raises(ProcedureError):
        read(text, source="wrongdoing.1")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_file_with_a_line_gone_or_changed_is_read_or_refused_and_never_breaks(data):
    lines = WRONGDOING.splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    other = data.draw(st.sampled_from([*lines, "", "x = 1", 'name = ""', "needs = [1]", "from = [[]]"]))
    lines[at] = other
    with suppress(ProcedureError):
        assert read("\n".join(lines), source="wrongdoing.1").name == "wrongdoing"


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "integrity.1.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ProcedureError, match="not text in UTF-8"):
        read_all(tmp_path)
    with pytest.raises(ProcedureError, match="cannot be read"):
        read_file(tmp_path / "nowhere.1.toml")


def test_a_version_that_running_cases_follow_must_stay(tmp_path):
    text = (DEFINITIONS / "integrity.1.toml").read_text().replace("version = 1", "version = 2")
    (tmp_path / "integrity.2.toml").write_text(text)
    with pytest.raises(ProcedureError, match=r"integrity\.1 is missing"):
        read_all(tmp_path)


# --- what is published ---


def test_every_kind_of_report_has_its_procedure():
    assert {one.name for one in ALL} == set(Kind.values) == set(procedures.published())


def test_the_words_of_a_procedure_are_those_of_the_tables():
    assert [one.value for one in Place] == Stage.values
    assert [*TermName, *Duty.Name.values] == Term.Name.values
    assert set(_GUARD_MISSING) == set(Guard)


@each
def test_the_terms_in_law_are_never_longer(procedure):
    for term in procedure.terms:
        limit = LAW.get((term.basis, term.name))
        assert term.basis.value != "wbk_2" or limit is not None
        assert limit is None or term.length <= limit.length


@pytest.mark.req("C17")
@each
def test_no_case_closes_before_its_duties_are_settled(procedure):
    closing = [move for move in procedure.moves if move.step is Step.CLOSE]
    assert closing
    # Of a question nothing is asked but the answer: who told of a crime in it is led to a report.
    needed = Guard.DUTIES_SETTLED if procedure.is_report else Guard.FEEDBACK_GIVEN
    assert all(needed in move.needs for move in closing)


@pytest.mark.req("R18")
def test_only_a_question_for_advice_is_no_report_and_its_terms_are_no_law():
    assert [one.name for one in ALL if not one.is_report] == ["advice"]
    advice = next(one for one in ALL if one.name == "advice")
    assert {term.basis.value for term in advice.terms} == {"own_rules"}


def test_what_is_no_report_must_end_with_its_answer():
    text = (DEFINITIONS / "advice.1.toml").read_text()
    with pytest.raises(ProcedureError, match="must need feedback_given"):
        read(text.replace('needs = ["feedback_given"]', "needs = []"), source="advice.1")
    with pytest.raises(ProcedureError, match="must need concluded"):
        read(text.replace("is_report = false", "is_report = true"), source="advice.1")


# --- every step and every refusal, from every stage ---

# What leads onward from where, by procedure: a lawyer's reading of the files, written apart from them.
TO_INQUIRY = {
    "received": {"acknowledge": "acknowledged"},
    "acknowledged": {"assess": "assessed", "not_here": "answered"},
    "assessed": {"inquire": "inquiry", "inform": "assessed", "decide": "decided"},
    "inquiry": {"inform": "inquiry", "decide": "decided"},
    "decided": {"inform": "decided", "feedback": "answered"},
    "answered": {"close": "closed"},
    "closed": {},
}
WITHOUT_INQUIRY = {
    **{name: steps for name, steps in TO_INQUIRY.items() if name != "inquiry"},
    "assessed": {"inform": "assessed", "decide": "decided"},
}
OF_ADVICE = {
    "received": {"acknowledge": "acknowledged", "feedback": "answered"},
    "acknowledged": {"feedback": "answered"},
    "answered": {"close": "closed"},
    "closed": {},
}
WAYS = {
    "advice": OF_ADVICE,
    "wrongdoing": TO_INQUIRY,
    "integrity": TO_INQUIRY,
    "conduct": TO_INQUIRY,
    "aggression": WITHOUT_INQUIRY,
    "undermining": WITHOUT_INQUIRY,
    "handling": TO_INQUIRY,
    "detriment": TO_INQUIRY,
}
EVERY = [(one, stop.place, step) for one in ALL for stop in one.stops for step in Step]


@pytest.mark.parametrize(
    ("procedure", "place", "step"), EVERY, ids=[f"{one.name}-{place}-{step}" for one, place, step in EVERY]
)
def test_every_step_from_every_stage_leads_on_or_is_refused(procedure, place, step):
    leads = WAYS[procedure.name][place.value]
    move = procedure.move(step, place)
    refused = missing_for_step(procedure, step, place, frozenset(Guard))
    if step.value in leads:
        assert move is not None
        assert (move.to or place).value == leads[step.value]
        assert refused == ()
        bare = missing_for_step(procedure, step, place, frozenset())
        assert bare == tuple(_GUARD_MISSING[guard] for guard in move.needs)
    else:
        assert move is None
        assert len(refused) == 1
        assert refused[0].endswith(".")


@pytest.mark.parametrize("guard", Guard)
@each
def test_one_thing_that_is_missing_is_the_only_thing_that_is_said(procedure, guard):
    for stop in procedure.stops:
        for move in procedure.moves_from(stop.place):
            said = missing_for_step(procedure, move.step, stop.place, frozenset(Guard) - {guard})
            assert said == ((_GUARD_MISSING[guard],) if guard in move.needs else ())


# --- any row of steps ---


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_no_row_of_steps_reaches_a_stage_without_what_it_needs(data):
    """Whatever is tried and whatever is met: only steps that the file allows move a case, and always onward."""
    procedure = data.draw(st.sampled_from(ALL))
    order, here = procedure.places, Place.RECEIVED
    running = {one.name for one in procedure.terms}
    for _ in range(data.draw(st.integers(1, 25))):
        step = data.draw(st.sampled_from(list(Step)))
        met = data.draw(st.frozensets(st.sampled_from(list(Guard))))
        if missing_for_step(procedure, step, here, met):
            continue
        [move] = [one for one in procedure.moves if one.step is step and here in one.sources]
        assert set(move.needs) <= met
        there = move.to or here
        assert order.index(there) > order.index(here) or (there is here and step is Step.INFORM)
        running -= set(move.meets)
        here = there
    if here is Place.CLOSED:
        assert running == set()


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_from_wherever_a_row_of_steps_ends_the_end_can_be_reached(data):
    """Once all that work can bring about is there; whether it belongs here, and whether there is a name, stays as it is."""
    procedure = data.draw(st.sampled_from(ALL))
    fixed = {data.draw(st.sampled_from([Guard.ADMITTED, Guard.NOT_ADMITTED]))}
    fixed |= {Guard.REPORTER_NAMED} if data.draw(st.booleans()) else set()
    work = set(Guard) - {Guard.ADMITTED, Guard.NOT_ADMITTED, Guard.REPORTER_NAMED}
    here = Place.RECEIVED
    for _ in range(20):
        possible = [
            move
            for move in procedure.moves_from(here)
            if not missing_for_step(procedure, move.step, here, frozenset(work | fixed))
        ]
        assert possible or here is Place.CLOSED
        if not possible:
            break
        # Not for ever telling how it goes: that leaves the case where it is, and is asked no longer near the end.
        move = data.draw(st.sampled_from([one for one in possible if one.to] or possible))
        here = move.to or here
    assert here is Place.CLOSED


# --- who reported and who is accused are not left alone ---


@pytest.mark.parametrize("name", ["wrongdoing", "integrity", "conduct"])
def test_nothing_is_looked_into_or_decided_before_somebody_is_there_for_a_reporter_who_is_known(name):
    for step in (Step.INQUIRE, Step.DECIDE):
        moves = [one for one in newest(name).moves if one.step is step]
        assert moves
        assert all(Guard.CONTACT_NAMED in one.needs for one in moves)


@pytest.mark.parametrize(
    "name", ["wrongdoing", "integrity", "conduct", "detriment", "aggression", "undermining"]
)
def test_no_case_is_closed_before_the_accused_who_was_told_got_a_letter(name):
    moves = [one for one in newest(name).moves if one.step is Step.CLOSE]
    assert moves
    assert all(Guard.LETTERS_GIVEN in one.needs for one in moves)
