"""A copy of the file as papers (C14): the chapters that the preview shows and the document holds, and the archive of it all.

In Dutch and with *u*, whoever asks: a copy is for officials here.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from weerbaar.audit.manifests import (
    CHECK_SIGNATURE,
    CHECK_SUMS,
    CHECK_SUMS_ON_WINDOWS,
    CODE_OF_SUMS_ON_WINDOWS,
    KEY,
    SIGNATURE,
    SUMS,
    Piece,
    piece,
)
from weerbaar.cases.copy_parts import LABELS, OF_LEFT_OUT, Part
from weerbaar.cases.gathering_reading import moment
from weerbaar.cases.models import Channel, FileCopy, Kind, OutcomeCode, Party, Stage
from weerbaar.cases.procedures import version_of
from weerbaar.web.design import paper
from weerbaar.web.design.paper import Card, Chapter, Command, Entry, Facts, Paper, Table, Text
from weerbaar.web.office.cases import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from weerbaar.cases.copies import Handed, Hands
    from weerbaar.cases.copy_contents import CopyContent, Enclosed, LeftOut
    from weerbaar.cases.copy_contents import Facts as CaseFacts
    from weerbaar.cases.gathering_reading import Entry as Written
    from weerbaar.cases.gathering_reading import Person, TermRan
    from weerbaar.vault.files import Blob

DOCUMENT, MACHINE, README = "dossier.pdf", "dossier.json", "leesmij.txt"
ABOUT, HOW = "Over deze zaak", "Hoe u dit controleert"

_GONE = (
    "Waar in een tekst [naam weggelaten] of [weggelaten] staat, is een naam of een ander woord weggehaald. De rest van de "
    "tekst is zoals die is geschreven. Niet alles wat iets over iemand kan zeggen, is een naam."
)
_WHO = (
    "Bij elk stuk staat wie het schreef en wanneer. Medewerkers staan er met hun voornaam en functie. Anderen staan er met "
    "een schuilnaam: B is een betrokkene, G een getuige, S een slachtoffer of benadeelde, met een nummer."
)
_WHO_IS_WHO = "Bij elk stuk staat wie het schreef en wanneer. Medewerkers staan er met hun functie."
_ZONE = "Alle tijden zijn Nederlandse tijd: UTC+1, en in de zomer UTC+2."
_NOT_YOURS = (
    "Andere delen van deze zaak zijn niet voor u. Wij vertellen niet of ze er zijn, en ook niet hoeveel."
)
_BETRAYS = "In een origineel kan staan wie het maakte, waar, wanneer en met welk apparaat."
_NOBODY_YET = "Nog niemand"


@dataclass(frozen=True, slots=True)
class Giver:
    """The organisation that gives a copy: its name, where its public key stands, and when it answers which number."""

    name: str
    key_page: str
    phone: str = ""
    phone_hours: str = ""


def still_there(told: Iterable[Chapter], wanted: Iterable[str]) -> list[str]:
    """The words that were to go and still stand in the chapters: in a fixed answer of ours, that is put into words last."""
    text = " ".join(" ".join(str(told).split()).casefold() for told in _texts(tuple(told)))
    return [one for one in wanted if " ".join(one.split()).casefold() in text]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        yield from _texts(tuple(getattr(value, one.name) for one in fields(value)))
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)


@translation.override("nl")
def chapters(
    content: CopyContent, named: Mapping[str, str], hands: Hands, giver: Giver
) -> tuple[Chapter, ...]:
    """All that the document holds below its title, as it is shown before it goes too."""
    return (
        _about(content, hands),
        _left_out(content),
        Chapter(HOW, _how(giver)),
        *_told(content, named),
    )


def _left_out(content: CopyContent) -> Chapter:
    rows = tuple((_stays(one), str(one.number), gettext(one.why)) for one in content.left_out)
    not_yours = (Text(_NOT_YOURS),) if content.for_party else ()
    table = (Table("Wat niet in dit afschrift staat", ("Wat", "Hoeveel", "Waarom"), rows),) if rows else ()
    none = () if rows or content.for_party else (Text("Er is geen onderdeel weggelaten."),)
    return Chapter("Wat is weggelaten", (*table, *none, *_empty(content), *not_yours, *_taken(content)))


def _stays(one: LeftOut) -> str:
    return "Regels uit de tijdlijn" if one.why == OF_LEFT_OUT else gettext(LABELS[one.part])


def _taken(content: CopyContent) -> tuple[Table | Text, ...]:
    rows = tuple((what, str(number), why) for what, number, why in _removed(content))
    if not rows:
        return (Text("Uit de teksten is niets weggehaald."),)
    return (Table("Wat uit de teksten is weggehaald", ("Wat", "Hoe vaak", "Waarom"), rows), Text(_GONE))


def _removed(content: CopyContent) -> list[tuple[str, int, str]]:
    """What was taken out of the texts, how often, and on which ground."""
    counted = (
        ("Een naam", content.names_taken, "Deze naam gaat niet mee"),
        ("Een ander woord of een zin", content.words_taken, "Kan laten zien om wie het gaat"),
    )
    return [one for one in counted if one[1]]


def _empty(content: CopyContent) -> tuple[Text, ...]:
    parts = "; ".join(gettext(LABELS[one]) for one in content.empty)
    return (Text(f"Van deze delen is er niets in deze zaak: {parts}."),) if parts else ()


def _told(content: CopyContent, named: Mapping[str, str]) -> Iterator[Chapter]:
    for part in Part:
        blocks = _BLOCKS[part](content, named) if part in _BLOCKS else _entries(content, part)
        if blocks:
            yield Chapter(gettext(LABELS[part]), blocks)


def _entries(content: CopyContent, part: Part) -> tuple[paper.Block, ...]:
    return tuple(
        Entry(_capital(one.who), when(one.at), one.what, _text(one)) for one in content.of_part(part)
    )


def _capital(told: str) -> str:
    return told[:1].upper() + told[1:]


def _text(one: Written) -> str:
    rows = [*((label, when(value)) for label, value in one.facts), *_answers(one)]
    told = "\n".join(
        f"{label} {value}" if label[-1] in "?:" else f"{label}: {value}" for label, value in rows
    )
    return "\n\n".join(part for part in (told, one.text) if part)


def _answers(one: Written) -> list[tuple[str, str]]:
    """The answers of a report as questions and answers in words: these are all that goes, whoever reads it and how."""
    return [(row["key"], row["value"]) for row in words.report_rows(one.answers)]


def _people(content: CopyContent, named: Mapping[str, str]) -> tuple[paper.Block, ...]:
    if not content.people and not named:
        return ()
    head = ("Schuilnaam", "Wie", "Wat erover bekend is", "Naam")
    rows = tuple(
        (
            one.short,
            _role(one),
            words.about(one.role, one.about),
            _name_of(one, named),
        )
        for one in content.people
    )
    if not rows:
        return (Table("Namen die meegaan", ("Schuilnaam", "Naam"), tuple(sorted(named.items()))),)
    return (Table("Personen in deze zaak", head, rows),)


def _role(one: Person) -> str:
    return gettext(Party.Role(one.role).label) + (", vervallen" if one.is_withdrawn else "")


def _name_of(one: Person, named: Mapping[str, str]) -> str:
    return named.get("M" if one.role == Party.Role.REPORTER else one.short, "Niet meegegeven")


def _terms(content: CopyContent, _named: Mapping[str, str]) -> tuple[paper.Block, ...]:
    rows = tuple(
        (_term(one), _begin(one, content.facts), when(one.due_on), when(one.met_at) or _NOT_YET)
        for one in content.terms
    )
    return (Table("Termijnen", ("Termijn", "Begin", "Uiterlijk", "Gehaald op"), rows),) if rows else ()


_NOT_YET = "Nog niet"


def _begin(one: TermRan, facts: CaseFacts) -> str:
    """When a term began, or will: it can begin on the day after what it follows on."""
    begins = one.starts_on > facts.as_of[: len("2000-12-31")]
    return f"Begint op {when(one.starts_on)}" if begins else when(one.starts_on)


def _term(one: TermRan) -> str:
    return gettext(one.name) + (", verlengd" if one.is_extended else "")


@dataclass(frozen=True, slots=True)
class _Packed:
    """A file as it lies in the archive: `kept` says in words which of the two it is, cleaned or as it came; `why` why an
    original goes along. A hash is told of what lies there alone: that of an original that stays here would tell who has it
    that it is the same file.
    """

    path: str
    by: str
    at: str
    size: int
    sha256: str
    kept: str
    why: str = ""


def _packed(content: CopyContent) -> Iterator[_Packed]:
    """Each file of the archive; after a cleaned one the original, where that goes along."""
    for one in content.files:
        origin = (one.by, one.at)
        if one.path:
            yield _Packed(one.path, *origin, one.size, one.sha256, _as_kept(one))
        if one.original_path:
            sizes = (one.original_size, one.original_sha256)
            yield _Packed(one.original_path, *origin, *sizes, _as_it_came(one), one.original_why)


def _files(content: CopyContent, _named: Mapping[str, str]) -> tuple[paper.Block, ...]:
    return tuple(Card(one.path, tuple(_about_file(one))) for one in _packed(content))


def _about_file(one: _Packed) -> Iterator[tuple[str, str]]:
    yield "Van wie", _source(one)
    yield "Wat het is", one.kept
    if one.why:
        yield "Waarom dit origineel meegaat", one.why
    yield "Grootte", f"{one.size} bytes"
    yield "SHA-256", one.sha256


def _source(one: _Packed) -> str:
    return _capital(", ".join(part for part in (one.by, when(one.at)) if part)) or "Dat vertellen wij niet"


def _as_kept(one: Enclosed) -> str:
    """Which of the two a file is, the original or what we made of it. Not for whom it is about: it would say who sent it."""
    if not one.original_sha256:
        return (
            "Dit is het bestand zoals wij het bewaren: gegevens over de maker kunnen eruit zijn."
            + _scanned(one)
        )
    if one.original_sha256 == one.sha256:
        return "Dit is het origineel, zoals het binnenkwam." + _scanned(one)
    made = (
        "de opgeschoonde versie: gegevens over de maker zijn eruit"
        if one.is_cleaned
        else "een omgezette versie"
    )
    return f"Dit is {made}.{_scanned(one)} {_of_original(one)}"


def _as_it_came(one: Enclosed) -> str:
    which = f"het origineel van {one.path}" if one.path else "het origineel; opschonen kon niet"
    return f"Dit is {which}, zoals het binnenkwam.{_scanned(one)} {_BETRAYS}"


def _scanned(one: Enclosed) -> str:
    return "" if one.is_scanned else " Niet op virussen nagekeken."


def _of_original(one: Enclosed) -> str:
    if one.original_path:
        return f"Het origineel gaat ook mee: {one.original_path}."
    return "Het origineel ligt bij ons." if one.original_kept else "Het origineel is niet bewaard."


def _timeline(content: CopyContent, _named: Mapping[str, str]) -> tuple[paper.Block, ...]:
    rows = tuple((when(at), text) for at, text in content.events)
    if not rows:
        return ()
    return (*_not_all(content), Table("Wie deed wat, en wanneer", ("Wanneer", "Wat"), rows))


def _not_all(content: CopyContent) -> tuple[Text, ...]:
    """That lines are missing here, at the place where a reader would take it for everything."""
    number = sum(one.number for one in content.left_out if one.why == OF_LEFT_OUT)
    if not number:
        return ()
    told = (
        "Dit is niet de hele tijdlijn. Wij lieten 1 regel weg. Die gaat"
        if number == 1
        else f"Dit is niet de hele tijdlijn. Wij lieten {number} regels weg. Die gaan"
    )
    return (Text(f"{told} over een deel van het dossier dat u niet krijgt."),)


_BLOCKS = {Part.PEOPLE: _people, Part.TERMS: _terms, Part.FILES: _files, Part.TIMELINE: _timeline}


def when(at: str) -> str:
    """A day or a moment of ISO 8601 in words, as the clock stood here; anything else as it is."""
    try:
        told = datetime.fromisoformat(at)
    except ValueError:
        return at
    day = date_format(told, "j F Y")
    return f"{day}, {told:%H.%M} uur" if "T" in at else day


@translation.override("nl")
def title(content: CopyContent) -> str:
    return f"Afschrift van dossier {content.facts.code}"


@translation.override("nl")
def made_for(reader: str, who: str) -> str:
    """What stands below the title."""
    return f"Gemaakt voor: {_reader(reader, who)}. Vertrouwelijk."


@translation.override("nl")
def document(handed: Handed, giver: Giver) -> Paper:
    """The whole document."""
    return Paper(
        title=title(handed.content),
        language="nl",
        owner=giver.name,
        about=made_for(handed.reader, handed.who),
        chapters=chapters(handed.content, handed.named, handed.hands, giver),
        made_at=handed.made_at,
    )


def _how(giver: Giver) -> tuple[Text | Command, ...]:
    """How what came with the copy is checked, in the document and in the text beside it: a line to type is one by itself."""
    return (
        Text(
            "Bij dit document horen de bestanden in het archief waarin u het kreeg. Met gewone programma's controleert u "
            "of er niets aan veranderde.\n\n"
            "1. Open een opdrachtvenster in de map waarin u het archief uitpakte, en typ:"
        ),
        Command(CHECK_SUMS),
        Text("Bij elk bestand moet OK staan. Op Windows opent u in die map PowerShell, en typt u:"),
        Command(CHECK_SUMS_ON_WINDOWS),
        Text("Achter elk bestand moet dan True staan.\n\n2. Typ met openssl 3:"),
        Command(CHECK_SIGNATURE),
        Text(
            "Er moet staan: Signature Verified Successfully. Windows heeft zelf geen programma dat deze handtekening "
            "controleert. Hebt u geen openssl 3? Typ dan:"
        ),
        Command(CODE_OF_SUMS_ON_WINDOWS),
        Text(
            "Bel ons, op een nummer dat u al had of dat op onze site staat. Wij lezen u de code voor die bij dit afschrift in "
            f"het dossier staat. Is die gelijk, dan is {SUMS} van ons, en kunt u stap 3 overslaan.\n\n"
            f"3. Vergelijk het bestand {KEY} met de sleutel op dit adres. Een sleutel die wordt meegestuurd, "
            "bewijst zelf niets."
        ),
        Command(giver.key_page),
        Text(
            "Dit laat zien dat de bestanden zijn zoals wij ze gaven. Het laat niet zien dat wat erin staat waar is."
        ),
        *_questions(giver),
    )


def _questions(giver: Giver) -> tuple[Text, ...]:
    if not giver.phone:
        return ()
    hours = f" ({giver.phone_hours})" if giver.phone_hours else ""
    return (Text(f"Hebt u een vraag? Bel {giver.name}: {giver.phone}{hours}. Noem de code van de zaak."),)


def _reader(reader: str, who: str) -> str:
    return f"{who} ({gettext(FileCopy.Reader(reader).label)})"


def _about(content: CopyContent, hands: Hands) -> Chapter:
    rows = (*_case(content.facts), *_made_by(hands))
    return Chapter(ABOUT, (Facts(rows), Text(_WHO_IS_WHO if content.for_party else _WHO), Text(_ZONE)))


def _made_by(hands: Hands) -> Iterator[tuple[str, str]]:
    agreed_on = f", op {date_format(hands.agreed_at, 'j F Y')}" if hands.agreed_at else ""
    yield "Gevraagd door", hands.asked_by
    yield "Akkoord van", (hands.agreed_by or _NOBODY_YET) + agreed_on
    yield "Gemaakt door", hands.made_by or _NOBODY_YET


def _case(facts: CaseFacts, *, exactly: bool = False) -> Iterator[tuple[str, str]]:
    """What a case is, in words; its moments as they are where it must be exact."""
    told = str if exactly else when
    yield "Zaak", facts.code
    yield "Soort", gettext(Kind(facts.kind).label)
    yield "Binnengekomen", told(facts.received_at)
    if facts.channel:
        yield "Via", gettext(Channel(facts.channel).label)
    yield "Procedure", f"{_procedure(facts)}, versie {facts.procedure_version}"
    yield "Stap", gettext(Stage(facts.stage).label)
    if facts.outcome:
        yield "Uitkomst", gettext(OutcomeCode(facts.outcome).label)
    if facts.closed_at:
        yield "Gesloten", told(facts.closed_at)
    yield "Zo stond het dossier op", told(facts.as_of)


def _procedure(facts: CaseFacts) -> str:
    return gettext(version_of(facts.procedure, facts.procedure_version).title)


@translation.override("nl")
def readme(handed: Handed, giver: Giver) -> str:
    """What lies in the archive and how it is checked, as plain text."""
    heading = title(handed.content)
    lines = [
        heading,
        "=" * len(heading),
        "",
        f"Van: {giver.name}",
        f"Voor: {_reader(handed.reader, handed.who)}",
        *(f"{what}: {who}" for what, who in _made_by(handed.hands)),
        "",
        "Wat zit erin?",
        f"- {DOCUMENT}: het afschrift om te lezen. Daarin staat ook wat is weggelaten.",
        f"- {MACHINE}: hetzelfde, precies, voor een programma.",
    ]
    if any(one.path for one in handed.content.files):
        lines.append("- stukken: de bestanden die meegaan, zoals wij ze bewaren.")
    originals = [one for one in _packed(handed.content) if one.why]
    if originals:
        lines.append(f"- originelen: van sommige stukken het bestand zoals het binnenkwam. {_BETRAYS}")
        lines += [f"  {one.path}. Waarom dit meegaat: {' '.join(one.why.split())}" for one in originals]
    lines += [
        f"- {SUMS}, {SIGNATURE} en {KEY}: hiermee controleert u alles.",
        "",
        "\n\n".join(one.text for one in _how(giver)),
        "",
        "Vertrouwelijk. Deel dit alleen met wie het voor dit werk nodig heeft.",
    ]
    return "\n".join(lines) + "\n"


@translation.override("nl")
def machine(handed: Handed, giver: Giver) -> bytes:
    """What the document tells, exact and for a program: moments in ISO 8601, sizes in bytes. UTF-8 JSON.

    Nothing stands here that the document and the preview do not show: two people agree to what they read there.
    """
    content = handed.content
    told = {
        "copy": {
            "Van": giver.name,
            "Voor": _reader(handed.reader, handed.who),
            **dict(_made_by(handed.hands)),
            "Gemaakt op": moment(handed.made_at),
        },
        "case": dict(_case(content.facts, exactly=True)),
        "left_out": [
            {"what": _stays(one), "number": one.number, "why": gettext(one.why)} for one in content.left_out
        ],
        "removed": [{"what": what, "number": number, "why": why} for what, number, why in _removed(content)],
        "empty": [gettext(LABELS[one]) for one in content.empty],
        "names": dict(handed.named),
        "people": [
            {"short": one.short, "who": _role(one), "about": words.about(one.role, one.about)}
            for one in content.people
        ],
        "entries": [_entry(one) for one in content.entries],
        "terms": [
            {"name": _term(one), "starts_on": one.starts_on, "due_on": one.due_on, "met_at": one.met_at}
            for one in content.terms
        ],
        "files": [asdict(one) for one in _packed(content)],
        "events": [{"at": at, "what": text} for at, text in content.events],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _entry(one: Written) -> dict[str, Any]:
    return {
        "part": gettext(LABELS[one.part]),
        "what": one.what,
        "who": one.who,
        "at": one.at,
        "facts": [{"label": label, "value": value} for label, value in one.facts],
        "answers": [{"question": question, "answer": answer} for question, answer in _answers(one)],
        "text": one.text,
    }


def pieces(handed: Handed, giver: Giver) -> list[Piece]:
    """Everything that is signed, in its order. The files are read while they are sent."""
    made = [
        piece(README, readme(handed, giver).encode()),
        piece(DOCUMENT, paper.pdf(document(handed, giver))),
        piece(MACHINE, machine(handed, giver)),
    ]
    return made + [_sealed(path, blob) for path, blob in handed.files.items()]


def _sealed(path: str, blob: Blob) -> Piece:
    return Piece(path, blob.sha256, blob.size, lambda: blob.reader().chunks())
