"""What a reporter is asked: every question as data, and the rules for an answer. Pure: no request, no database.

Labels, hints and sentences are gettext message ids: Dutch, B1. Values are what is kept; they never change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from django.utils.translation import gettext_noop as _

from weerbaar.ground.errors import RefusedError

STEPS = 6
LINE_LIMIT = 500
TEXT_LIMIT = 5_000
STORY_LIMIT = 20_000
NAME_LIMIT = 200
CHECK_IN_LIMIT = 2_000


class Answer(Enum):
    """How a question is answered."""

    CHOICE = "choice"
    DAY = "day"
    LINE = "line"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few answers. `opens` names the questions that belong to this choice alone; `of_another` is the label for who
    tells it of somebody else.
    """

    value: str
    label: str
    hint: str = ""
    opens: tuple[str, ...] = ()
    of_another: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `missing` is the sentence for a required question without an answer; without it, it is optional.

    `limit` counts characters. `short` is the key under which the answer stands when it is shown again to who gave it, and
    `of_reporter` the one for anybody else: those are not to read that the answer is theirs.
    """

    name: str
    kind: Answer
    label: str
    short: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    missing: str = ""
    limit: int = LINE_LIMIT
    of_reporter: str = ""

    @property
    def is_required(self) -> bool:
        return bool(self.missing)

    def choice(self, value: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.value == value), None)

    def key(self, *, is_own: bool = True) -> str:
        """The key of an answer that is shown again: to who gave it (`is_own`), or to somebody else. A message id."""
        return self.short if is_own else self.of_reporter or self.short


@dataclass(frozen=True, slots=True)
class Page:
    """Questions that stand together, and the step of the six that they belong to. `heading` only where there are more.

    `skip` is what the button says that leaves a page without an answer, where that is an answer too: then `missing` is the
    sentence for whoever just goes on.
    """

    slug: str
    step: int
    about: str
    questions: tuple[Question, ...]
    heading: str = ""
    lead: str = ""
    skip: str = ""
    missing: str = ""

    @property
    def is_optional(self) -> bool:
        return not any(question.is_required for question in self.questions)


KIND = Question(
    "kind",
    Answer.CHOICE,
    _("Waar gaat het over?"),
    _("Waar het over gaat"),
    _("Kies wat er het dichtst bij komt. Je verhaal telt, niet dit hokje."),
    (
        Choice(
            "conduct",
            _("Iemand gaat niet goed om met collega’s"),
            _("Bijvoorbeeld pesten, kleineren, buitensluiten, discriminatie of seksuele intimidatie."),
        ),
        Choice(
            "integrity",
            _("Iemand is niet eerlijk in het werk"),
            _("Bijvoorbeeld fraude, geschenken aannemen, informatie lekken of een bekende voortrekken."),
        ),
        Choice(
            "wrongdoing",
            _("Er is iets ernstig mis, en het raakt meer mensen"),
            _(
                "Bijvoorbeeld gevaar voor de gezondheid, de veiligheid of het milieu, of een wet of Europese regel "
                "die niet wordt nageleefd."
            ),
        ),
        Choice(
            "aggression",
            _("Iemand van buiten is agressief of dreigt"),
            _("Bijvoorbeeld een bezoeker die scheldt, slaat of bedreigt. Ook op internet of bij je thuis."),
        ),
        Choice(
            "undermining",
            _("Criminelen proberen invloed te krijgen"),
            _("Bijvoorbeeld met geld of druk, om een vergunning te krijgen of om informatie."),
        ),
        Choice(
            "handling",
            _("Er is niet goed omgegaan met een melding"),
            _(
                "Bijvoorbeeld omdat je niets hoorde, of omdat iemand niet eerlijk tegen je was. Wie bij dit "
                "meldpunt werkt, leest je klacht niet. Heb je de acht woorden van die melding? Klaag dan bij ‘Mijn "
                "melding’: daar weten wij precies wie ermee te maken had."
            ),
        ),
        Choice(
            "detriment",
            _("Ik word slechter behandeld omdat er is gemeld"),
            _(
                "Bijvoorbeeld een slechte beoordeling, een andere werkplek, pesten of buitensluiten. Dreigen telt ook. "
                "Ook als je getuige was of een melder hielp. Heb je acht woorden? Klaag dan bij ‘Mijn melding’: dan "
                "weten wij om welke melding het gaat."
            ),
            of_another=_("Iemand wordt slechter behandeld omdat er is gemeld"),
        ),
    ),
    missing=_("Kies waar het over gaat."),
)

STORY = Question(
    "story",
    Answer.TEXT,
    _("Wat is er gebeurd?"),
    _("Je verhaal"),
    _("Schrijf het op zoals je het zou vertellen. Je hoeft niet zeker te zijn en je hebt geen bewijs nodig."),
    missing=_("Vertel wat er gebeurde. Een paar zinnen is genoeg."),
    limit=STORY_LIMIT,
    of_reporter=_("Het verhaal"),
)

WHEN_DAY = Question(
    "when_day", Answer.DAY, _("Welke dag was dat?"), _("Welke dag"), _("Bijvoorbeeld 7 maart 2026")
)
WHEN_FROM = Question(
    "when_from", Answer.LINE, _("Wanneer begon het?"), _("Het begon"), _("Bijvoorbeeld ‘in februari’")
)
WHEN_UNTIL = Question(
    "when_until", Answer.LINE, _("Wanneer hield het op?"), _("Het hield op"), _("Bijvoorbeeld ‘na de zomer’")
)
WHEN = Question(
    "when_choice",
    Answer.CHOICE,
    _("Wanneer gebeurde het?"),
    _("Wanneer"),
    _("Dit helpt ons om te begrijpen wat er speelt. Ongeveer is genoeg."),
    (
        Choice("day", _("Op één dag"), opens=("when_day",)),
        Choice("period", _("Vaker, in een bepaalde tijd"), opens=("when_from", "when_until")),
        Choice("ongoing", _("Het gaat nog steeds door")),
        Choice("unknown", _("Dat weet ik niet precies")),
        Choice("later", _("Dat vertel ik liever later")),
    ),
)

WHERE = Question(
    "where",
    Answer.LINE,
    _("Waar gebeurde het?"),
    _("Waar"),
    _("Bijvoorbeeld een gebouw, een afdeling, buiten of op internet."),
)

WHO_SUBJECT = Question(
    "who_subject",
    Answer.TEXT,
    _("Over wie gaat het?"),
    _("Over wie het gaat"),
    _(
        "Een naam, een functie of een omschrijving. Leest deze persoon mee? Sluit die dan uit bij ‘Wie leest dit?’."
    ),
    limit=TEXT_LIMIT,
)
WHO_WITNESS = Question(
    "who_witness",
    Answer.TEXT,
    _("Wie heeft het gezien of gehoord?"),
    _("Wie het zag"),
    _("Weet je geen naam? Een omschrijving helpt ook."),
    limit=TEXT_LIMIT,
)

WHO_KNOWS = Question(
    "who_knows",
    Answer.TEXT,
    _("Wie weet dit al?"),
    _("Wie het al weet"),
    _("Bijvoorbeeld een collega, je leidinggevende of de politie. Zo werken wij niet langs elkaar heen."),
    limit=TEXT_LIMIT,
)

CAPACITY = Question(
    "capacity",
    Answer.CHOICE,
    _("Wat heb je met de gemeente te maken?"),
    _("Jij"),
    _("Iedereen mag melden. Je antwoord helpt ons om te zien welke regels voor jou gelden."),
    (
        Choice("employee", _("Ik werk er")),
        Choice("former_employee", _("Ik werkte er vroeger")),
        Choice("agency_worker", _("Ik ben ingehuurd"), _("Via een uitzendbureau of een ander bedrijf.")),
        Choice("contractor_self_employed", _("Ik werk er als zzp’er")),
        Choice("trainee", _("Ik loop er stage")),
        Choice("volunteer", _("Ik ben vrijwilliger")),
        Choice("applicant", _("Ik solliciteerde er")),
        Choice(
            "political_office_holder",
            _("Ik ben bestuurder of politicus"),
            _("Bijvoorbeeld raadslid, wethouder of burgemeester."),
        ),
        Choice("supplier_staff", _("Ik werk voor een bedrijf dat aan de gemeente levert")),
        Choice("resident", _("Ik ben inwoner of klant")),
        Choice("anonymous_unknown", _("Dat zeg ik liever niet")),
    ),
    missing=_("Kies wat je met de gemeente te maken hebt. Je kunt ook kiezen: dat zeg ik liever niet."),
    of_reporter=_("De melder"),
)

BEHALF = Question(
    "behalf",
    Answer.CHOICE,
    _("Voor wie meld je?"),
    _("Voor wie"),
    "",
    (
        Choice("self", _("Voor mezelf")),
        Choice(
            "other",
            _("Voor iemand anders, die dat weet"),
            _(
                "Vul in wat voor die persoon geldt. Jij krijgt de acht woorden en geeft ze door. Die persoon leest na wat "
                "je schreef, en verbetert het of zegt dat het klopt."
            ),
        ),
    ),
)

OPENNESS = Question(
    "openness",
    Answer.CHOICE,
    _("Wil je je naam geven?"),
    _("Je naam"),
    _("Je kunt later nog kiezen om je naam te geven, of om hem weer in te trekken."),
    (
        Choice(
            "anonymous",
            _("Nee, zonder mijn naam"),
            _(
                "Wij weten niet wie je bent en kunnen je niet bellen. Met je acht woorden praten wij toch met elkaar."
            ),
        ),
        Choice(
            "confidential",
            _("Ja, maar op slot: wie hem opent, schrijft op waarom"),
            _("Je naam ligt apart. Wie je melding leest, ziet hem niet zomaar."),
        ),
        Choice(
            "open",
            _("Ja, wie mijn melding behandelt mag het weten"),
            _("Je naam staat bij je melding. Hij wordt niet openbaar."),
        ),
    ),
    missing=_("Kies of je je naam wilt geven."),
    of_reporter=_("Naam, bij het melden"),
)

NAME = Question(
    "name",
    Answer.LINE,
    _("Hoe heet je?"),
    _("Hoe je heet"),
    missing=_("Vul je naam in. Wil je dat liever niet? Ga dan terug en kies ‘zonder mijn naam’."),
    limit=NAME_LIMIT,
    of_reporter=_("Hoe de melder heet"),
)
CONTACT = Question(
    "contact",
    Answer.LINE,
    _("Hoe kunnen wij je bereiken?"),
    _("Hoe wij je bereiken"),
    _("Een telefoonnummer of mailadres. Kies iets waar je werk niet bij kan."),
    of_reporter=_("Hoe wij de melder bereiken"),
)

PAGES: tuple[Page, ...] = (
    Page("onderwerp", 2, _("waar het over gaat"), (KIND,)),
    Page("verhaal", 3, _("wat er gebeurde"), (STORY,)),
    Page("wanneer", 3, _("wat er gebeurde"), (WHEN, WHEN_DAY, WHEN_FROM, WHEN_UNTIL)),
    Page("waar", 3, _("wat er gebeurde"), (WHERE,)),
    Page("wie", 3, _("wat er gebeurde"), (WHO_SUBJECT, WHO_WITNESS), heading=_("Wie waren erbij?")),
    Page("wie-weet-het", 3, _("wat er gebeurde"), (WHO_KNOWS,)),
    Page("jij", 4, _("wie jij bent"), (CAPACITY, BEHALF), heading=_("Over jou")),
    Page("je-naam", 4, _("wie jij bent"), (OPENNESS,)),
    Page("bereikbaar", 4, _("wie jij bent"), (NAME, CONTACT), heading=_("Wie ben je?")),
)
QUESTIONS: dict[str, Question] = {question.name: question for page in PAGES for question in page.questions}

# Nobody saw how a report was dealt with, so a complaint asks for no witness.
_ABOUT_WHOM = Page("wie", 3, _("wat er gebeurde"), (WHO_SUBJECT,))

_BY_WHOM = replace(
    WHO_SUBJECT,
    label=_("Door wie komt het?"),
    short=_("Door wie het komt"),
    hint=_(
        "Een naam, een functie of een omschrijving. Deze persoon leest je klacht niet, als wij weten wie je bedoelt. Schrijf "
        "daarom ook de voornaam en de achternaam op, als je die weet."
    ),
)
_NAME_OF_WHO_COMPLAINS = replace(
    OPENNESS,
    choices=(
        OPENNESS.choices[0],
        replace(
            OPENNESS.choices[1], hint=_("Je naam ligt apart. Wie je klacht leest, ziet hem niet zomaar.")
        ),
        replace(
            OPENNESS.choices[2],
            label=_("Ja, wie mijn klacht behandelt mag het weten"),
            hint=_("Je naam staat bij je klacht. Hij wordt niet openbaar."),
        ),
    ),
)
_OF_DETRIMENT: tuple[Page, ...] = (
    Page("onderwerp", 2, _("waar het over gaat"), (KIND,)),
    # First of all: who it is about reads nothing of it.
    Page(
        "wie",
        3,
        _("je klacht"),
        (_BY_WHOM,),
        skip=_("Dat weet ik niet"),
        missing=_("Schrijf op door wie het komt. Weet je het niet? Kies dan ‘Dat weet ik niet’."),
    ),
    Page("verhaal", 3, _("je klacht"), (STORY,)),
    Page("wanneer", 3, _("je klacht"), (WHEN, WHEN_DAY, WHEN_FROM, WHEN_UNTIL)),
    Page("waar", 3, _("je klacht"), (WHERE,)),
    Page(
        "wie-weet-het",
        3,
        _("je klacht"),
        (WHO_WITNESS, WHO_KNOWS),
        heading=_("Wie zag het, en wie weet het al?"),
    ),
    Page(
        "jij",
        4,
        _("wie jij bent"),
        (
            replace(
                CAPACITY,
                hint=_("Iedereen mag klagen. Je antwoord helpt ons om te zien welke regels voor jou gelden."),
            ),
            replace(BEHALF, label=_("Voor wie klaag je?")),
        ),
        heading=_("Over jou"),
    ),
    Page("je-naam", 4, _("wie jij bent"), (_NAME_OF_WHO_COMPLAINS,)),
    PAGES[-1],
)
"""The same questions of whoever complains about detriment (C8), by whom it comes first of all."""

_ASKED_FOR_ADVICE = replace(
    STORY,
    label=_("Waarover wil je advies?"),
    short=_("Je vraag"),
    hint=_("Schrijf op wat er speelt en wat je wilt weten. Namen hoeven niet. Dit is nog geen melding."),
    missing=_("Schrijf op waarover je advies wilt. Een paar zinnen is genoeg."),
    of_reporter=_("De vraag"),
)
_WHO_ASKS = replace(
    CAPACITY, hint=_("Iedereen mag iets vragen. Je antwoord helpt ons om je goed te adviseren.")
)
_FOR_WHOM_ASKED = replace(BEHALF, label=_("Voor wie vraag je advies?"))
_NAME_OF_WHO_ASKS = replace(
    OPENNESS,
    choices=(
        OPENNESS.choices[0],
        replace(OPENNESS.choices[1], hint=_("Je naam ligt apart. Wie je vraag leest, ziet hem niet zomaar.")),
        replace(
            OPENNESS.choices[2],
            label=_("Ja, wie mijn vraag behandelt mag het weten"),
            hint=_("Je naam staat bij je vraag. Hij wordt niet openbaar."),
        ),
    ),
    of_reporter=_("Naam, bij het vragen"),
)
_OF_ADVICE: tuple[Page, ...] = (
    Page("verhaal", 3, _("je vraag"), (_ASKED_FOR_ADVICE,)),
    Page("wie", 3, _("je vraag"), (WHO_SUBJECT,)),
    Page("jij", 4, _("wie jij bent"), (_WHO_ASKS, _FOR_WHOM_ASKED), heading=_("Over jou")),
    Page("je-naam", 4, _("wie jij bent"), (_NAME_OF_WHO_ASKS,)),
    Page("bereikbaar", 4, _("wie jij bent"), (NAME, CONTACT), heading=_("Wie ben je?")),
)
"""A short walk: what somebody wants to know, whom it may be about, so that it goes round them, and who asks it."""

OWN_SLUG = "eigen-vragen"
"""The page with the questions of the desk itself."""
ASKED = "own_questions"
"""Under this name a draft keeps the desk's questions as they were when the reporter chose it: what was asked is sent."""
COMPLAINT = "complaint"
"""Under this name a draft keeps that it is a complaint, begun from the page of a report."""
EARLIER, EARLIER_KIND = "earlier_code", "earlier_kind"
"""Under these names a complaint about detriment says to which report it belongs: who reads it must be able to find that."""
_KNOWN_OF_A_COMPLAINT = {"handling": frozenset({"onderwerp", "waar"}), "detriment": frozenset({"onderwerp"})}
"""The pages that a complaint begun so passes over. How a report was dealt with happened nowhere."""
_OWN = "own_"
_AFTER = "wie-weet-het"


def own_name(question_id: str) -> str:
    """The name under which an answer to a desk's own question is kept."""
    return _OWN + question_id


def own_page(asked: Sequence[Mapping[str, str]]) -> Page:
    """The page of a desk's own questions, each answered in words and none of them required."""
    return Page(
        OWN_SLUG,
        3,
        _("wat er gebeurde"),
        tuple(
            Question(own_name(one["id"]), Answer.TEXT, one["text"], one["text"], limit=TEXT_LIMIT)
            for one in asked
        ),
        heading=_("Vragen van dit meldpunt"),
    )


def pages(answers: Mapping[str, Any]) -> tuple[Page, ...]:
    """All pages in order, those of the desk that was chosen among them. Of a question there are few, and none of a desk."""
    if is_advice(answers):
        return _OF_ADVICE
    if is_of_detriment(answers):
        return _with_own(_OF_DETRIMENT, answers)
    there = tuple(_ABOUT_WHOM if one.slug == _ABOUT_WHOM.slug else one for one in PAGES)
    return _with_own(there if answers.get(COMPLAINT) and is_of_handling(answers) else PAGES, answers)


def _with_own(there: tuple[Page, ...], answers: Mapping[str, Any]) -> tuple[Page, ...]:
    if not answers.get(ASKED):
        return there
    place = next(number for number, one in enumerate(there, 1) if one.slug == _AFTER)
    return (*there[:place], own_page(answers[ASKED]), *there[place:])


def own_answers(answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """What was answered to the desk's own questions, each with its id and as it was asked. Of another desk: nothing."""
    return [
        {"id": one["id"], "question": one["text"], "answer": str(answers[own_name(one["id"])])}
        for one in answers.get(ASKED) or ()
        if answers.get(own_name(one["id"]))
    ]


def is_own(name: str) -> bool:
    """Whether this is the name of something about a desk's own questions."""
    return name.startswith(_OWN)


_SURROGATES = re.compile("[\ud800-\udfff]")
# Control characters that no keyboard types. Tab and newline stay; so do marks of direction and joiners: they carry
# meaning in Arabic, Hebrew and in emoji.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")


def tidy(text: str) -> str:
    """Text as it is kept: without what cannot be stored or seen, with one kind of line end, without space around it."""
    text = _SURROGATES.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text).strip()


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: only space, joiners and marks of direction."""
    return all(character.isspace() or unicodedata.category(character) == "Cf" for character in text)


def read(question: Question, text: str) -> str:
    """The answer that `text` means; "" when it is left open. Raises RefusedError with a sentence for the field."""
    said = tidy(text)
    if is_blank(said):
        if question.is_required:
            raise RefusedError(question.missing, field=question.name)
        return ""
    if question.kind is Answer.CHOICE and question.choice(said) is None:
        raise RefusedError(_("Kies een van de antwoorden."), field=question.name)
    if len(said) > question.limit:
        raise RefusedError(
            _(
                "Dit zijn %(count)s tekens. Er passen er %(limit)s. Haal iets weg, of stuur de rest als bestand mee."
            ),
            field=question.name,
            count=_thousands(len(said)),
            limit=_thousands(question.limit),
        )
    return said if question.kind is not Answer.LINE else " ".join(said.split("\n"))


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")  # read alike in both languages


def page(slug: str, answers: Mapping[str, Any] | None = None) -> Page | None:
    """The page with this address, or None."""
    return next((page for page in pages(answers or {}) if page.slug == slug), None)


def is_asked(page: Page, answers: Mapping[str, Any]) -> bool:
    """Whether this page is for this reporter: nobody who stays without a name is asked for one.

    Of a complaint that was begun from a report it is known what it is about.
    """
    if answers.get(COMPLAINT) and page.slug in _KNOWN_OF_A_COMPLAINT[answers["kind"]]:
        return False
    if is_advice(answers) and page.slug not in {one.slug for one in _OF_ADVICE}:
        return False
    return page.slug != "bereikbaar" or answers.get("openness") in {"confidential", "open"}


def after(page: Page, answers: Mapping[str, Any]) -> Page | None:
    """The page that follows, or None after the last."""
    there = pages(answers)
    slugs = [one.slug for one in there]
    # A desk's own page that is no longer there, since another desk was chosen, is followed by what followed it.
    here = page.slug if page.slug in slugs else _AFTER
    rest = there[slugs.index(here) + 1 :] if here in slugs else there
    return next((one for one in rest if is_asked(one, answers)), None)


def before(page: Page | None, answers: Mapping[str, Any]) -> Page | None:
    """The page that comes before; before None is what comes before the files."""
    there = pages(answers)
    slugs = [one.slug for one in there]
    earlier = there if page is None or page.slug not in slugs else there[: slugs.index(page.slug)]
    return next((one for one in reversed(earlier) if is_asked(one, answers)), None)


FIRST_STEP, FILES_STEP, LAST_STEP = 1, 5, 6
"""The steps that are no question: who reads it, the files, and checking before it is sent."""


def place_of_step(step: int, answers: Mapping[str, Any]) -> tuple[int, int]:
    """Which step this is for this reporter, counted from 1, and how many there are: of a question for advice, and of a
    complaint that knows what it is about, one fewer.
    """
    asked = {one.step for one in pages(answers) if is_asked(one, answers)}
    there = sorted({FIRST_STEP, *asked, FILES_STEP, LAST_STEP})
    return sum(one <= step for one in there), len(there)


def asked_at_once(answers: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions in their order, for one page on which they all stand: less what it is, where that is known already, and
    less those of the desk itself.
    """
    if is_advice(answers):
        there = _OF_ADVICE
    elif is_of_detriment(answers):
        there = tuple(one for one in _OF_DETRIMENT if KIND not in one.questions)
    else:
        there = PAGES
    return tuple(question for page in there for question in page.questions)


def told_in(answers: Mapping[str, Any]) -> tuple[Question, ...]:
    """All questions, as they were asked of whoever gave these answers."""
    there = _OF_ADVICE if is_advice(answers) else _OF_DETRIMENT if is_of_detriment(answers) else ()
    asked = {one.name: one for page in there for one in page.questions}
    return tuple((QUESTIONS | asked).values())


def place_in_step(page: Page, answers: Mapping[str, Any]) -> tuple[int, int]:
    """Which page of its step this is, counted from 1, and how many there are for this reporter."""
    there = [
        one.slug
        for one in pages(answers)
        if one.step == page.step and (one.slug == page.slug or is_asked(one, answers))
    ]
    return (there.index(page.slug) + 1 if page.slug in there else len(there)), len(there)


def missing(answers: Mapping[str, Any]) -> tuple[tuple[Page, Question], ...]:
    """What must still be answered before the report can be sent, in the order of the pages."""
    return tuple(
        (page, question)
        for page in pages(answers)
        if is_asked(page, answers)
        for question in page.questions
        if question.is_required and not answers.get(question.name)
    )


def settled(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers with what no longer belongs taken out: the day when it was no single day, the name of who stays without."""
    kept = dict(answers)
    if "when_choice" in kept:
        opened = WHEN.choice(str(kept["when_choice"]))
        for question in (WHEN_DAY, WHEN_FROM, WHEN_UNTIL):
            if opened is None or question.name not in opened.opens:
                kept[question.name] = ""
    if kept.get("openness") == "anonymous":
        kept |= {"name": "", "contact": ""}
    return kept


def is_for_another(answers: Mapping[str, Any]) -> bool:
    """Whether somebody reported it for somebody else, who gets the words."""
    return answers.get(BEHALF.name) == "other"


def is_complaint(answers: Mapping[str, Any]) -> bool:
    """Whether it is called a complaint: about how a report was dealt with, or about detriment because of one."""
    return answers.get("kind") in _KNOWN_OF_A_COMPLAINT


def is_of_handling(answers: Mapping[str, Any]) -> bool:
    """Whether it is a complaint about how a report was dealt with, begun with the words of that report or without."""
    return answers.get("kind") == "handling"


def is_of_detriment(answers: Mapping[str, Any]) -> bool:
    """Whether it is a complaint about detriment, begun with the words of a report or without."""
    return answers.get("kind") == "detriment"


def is_advice(answers: Mapping[str, Any]) -> bool:
    """Whether the desk is asked for advice, and nothing is reported (R18)."""
    return answers.get("kind") == "advice"


def counts_as_no_complaint(answers: Mapping[str, Any]) -> bool:
    """Whether the report counts as a signal and not as a complaint: unwanted conduct, told without a name."""
    return answers.get("kind") == "conduct" and answers.get("openness") == "anonymous"
