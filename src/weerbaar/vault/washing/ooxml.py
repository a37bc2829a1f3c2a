"""DOCX and XLSX: what the document says stays; who, when, where and with what it was made goes.

Only parts that the document itself can reach are copied. What stays of comments and tracked changes loses the name
and the time; who said what to whom can still be followed, since each author gets a number.
Source: ECMA-376 part 1 (WordprocessingML, SpreadsheetML), part 2 (packages); [MS-DOCX], [MS-XLSX] for the additions.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

from weerbaar.vault.washing.container import (
    MAX_NESTING,
    Allowance,
    Container,
    Packing,
    elements,
    local,
    parse_xml,
    remove,
    space,
    write_xml,
)
from weerbaar.vault.washing.inner import wash_inner_file
from weerbaar.vault.washing.kinds import Kind, look_inside
from weerbaar.vault.washing.words import CannotWashError, Kept, Notes, Reason, Removal

_TYPES = "[Content_Types].xml"
_WORD = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
}
_SHEET = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
}
# The last word of a relationship's type, and what its target holds.
_DROPPED_RELATIONS = {
    "core-properties": (Removal.AUTHOR, Removal.TIME),
    "coreProperties": (Removal.AUTHOR, Removal.TIME),
    "extended-properties": (Removal.PROGRAM,),
    "extendedProperties": (Removal.PROGRAM,),
    "custom-properties": (Removal.CUSTOM_DATA,),
    "customProperties": (Removal.CUSTOM_DATA,),
    "classificationlabels": (Removal.CUSTOM_DATA,),
    "customXml": (Removal.CUSTOM_DATA,),
    "customXmlProps": (Removal.CUSTOM_DATA,),
    "thumbnail": (Removal.THUMBNAIL,),
    "people": (Removal.COMMENT_AUTHORS,),
    "printerSettings": (Removal.PRINTER,),
    "attachedTemplate": (Removal.TEMPLATE,),
    "mailMergeSource": (Removal.TEMPLATE,),
    "mailMergeHeaderSource": (Removal.TEMPLATE,),
    "origin": (Removal.SIGNATURE,),
    "oledbConnection": (Removal.CUSTOM_DATA,),
}
# Big parts that hold cells and nothing about people: copied as bytes, since a tree of them would not fit.
_CELLS = {"worksheet", "sharedStrings", "calcChain", "pivotCacheRecords"}
_PAGE_SETUP_LINK = re.compile(rb"(<(?:\w+:)?pageSetup\b[^<>]*?)\s+\w+:id=(?:\"[^\"<>]*\"|'[^'<>]*')")
_HARMLESS_ADDRESS = re.compile(r"(?:https?|mailto|tel):|#", re.IGNORECASE)
_PATH = re.compile(r"(?:[A-Za-z]:[\\/]|\\\\|/(?:Users|home)/|file:)", re.IGNORECASE)
_FALSE = {"0", "false", "off", "none"}
_NO_MOMENT = "2000-01-01T00:00:00Z"  # where the schema insists on a moment
_REMOVED_WORD_ELEMENTS = {
    "rsids": Removal.EDIT_TRACES,
    "attachedTemplate": Removal.TEMPLATE,
    "printerSettings": Removal.PRINTER,
    "docVars": Removal.CUSTOM_DATA,
    "mailMerge": Removal.TEMPLATE,
}


def wash(data: bytes, notes: Notes, allowance: Allowance | None = None, nesting: int = 0) -> bytes:
    """The washed document. `nesting`: how many documents it lies inside."""
    if nesting > MAX_NESTING:
        raise CannotWashError(Reason.BOMB)
    allowance = allowance or Allowance()
    package = _Package(Container(data, allowance), notes)
    return _Writer(package, notes, allowance, nesting).write()


@dataclass
class _Part:
    """A part that the document can reach: by which kinds of relationship, and its own relationships."""

    name: str
    reached_by: set[str] = field(default_factory=set)


class _Package:
    """Which parts stay: those that can be reached without a relationship that we drop."""

    def __init__(self, container: Container, notes: Notes) -> None:
        self.container = container
        self._notes = notes
        self._by_folded = {_fold(name): name for name in container.names}
        self.parts: dict[str, _Part] = {}
        self.relations: dict[str, bytes] = {}
        if _TYPES not in container.names:
            raise CannotWashError(Reason.BROKEN)
        self._reach()
        staying = {*self.parts, *self.relations, _TYPES}
        self.dropped = {name for name in container.names if name not in staying}

    def _reach(self) -> None:
        waiting = [""]
        while waiting:
            source = waiting.pop()
            folder, base = posixpath.split(source)
            relations = self._by_folded.get(_fold(posixpath.join(folder, "_rels", base + ".rels")))
            if relations is None:
                continue
            root = parse_xml(self.container.read(relations))
            for relation in elements(root):
                target = self._follow(folder, relation)
                if target and target not in self.parts:
                    self.parts[target] = _Part(target)
                    waiting.append(target)
                if target:
                    self.parts[target].reached_by.add(_type_of(relation))
            self.relations[relations] = write_xml(root)

    def _follow(self, folder: str, relation: etree._Element) -> str | None:
        """The part that a relationship leads to; a relationship that we drop is taken out on the way."""
        if local(relation.tag) != "Relationship":
            return None
        kind, target = _type_of(relation), relation.get("Target", "")
        if kind in _DROPPED_RELATIONS:
            self._notes.took(*_DROPPED_RELATIONS[kind])
            remove(relation)
            return None
        if relation.get("TargetMode") == "External":
            if not _HARMLESS_ADDRESS.match(target):
                self._notes.left(Kept.LINKS)
            return None
        path = posixpath.normpath(posixpath.join("/", folder, unquote(target.partition("#")[0])))
        return self._by_folded.get(_fold(path.lstrip("/")))


def _type_of(relation: etree._Element) -> str:
    return relation.get("Type", "").rpartition("/")[2]


def _fold(name: str) -> str:
    return unquote(name).lower()


class _Writer:
    def __init__(self, package: _Package, notes: Notes, allowance: Allowance, nesting: int) -> None:
        self._package, self._notes = package, notes
        self._allowance, self._nesting = allowance, nesting
        self._authors = _Authors()

    def write(self) -> bytes:
        with Packing() as packing:
            packing.add(_TYPES, self._content_types())
            for name in self._package.container.names:
                if name in self._package.relations:
                    packing.add(name, self._package.relations[name])
                elif name in self._package.parts:
                    packing.add(name, self._part(self._package.parts[name]))
            return packing.finish()

    def _content_types(self) -> bytes:
        root = parse_xml(self._package.container.read(_TYPES))
        dropped = {_fold(name) for name in self._package.dropped}
        for entry in elements(root):
            if local(entry.tag) == "Override" and _fold(entry.get("PartName", "").lstrip("/")) in dropped:
                remove(entry)
        return write_xml(root)

    def _part(self, part: _Part) -> bytes:
        data = self._package.container.read(part.name)
        if part.reached_by and part.reached_by <= _CELLS:
            return _PAGE_SETUP_LINK.sub(rb"\1", data)
        if _looks_like_xml(data):
            root = parse_xml(data)
            _neutralise(root, self._authors, self._notes)
            return write_xml(root)
        if data.startswith(b"PK"):
            return self._inner_document(data)
        if part.reached_by & {"font", "fontTable"}:
            return data
        if "control" in " ".join(part.reached_by).lower() or "vbaProject" in part.reached_by:
            self._notes.left(Kept.SCRIPTS)
            return data
        return wash_inner_file(data, self._notes)

    def _inner_document(self, data: bytes) -> bytes:
        kind = look_inside(data)
        if kind not in {Kind.DOCX, Kind.XLSX}:
            self._notes.left(Kept.ATTACHMENTS)
            return data
        return wash(data, self._notes, self._allowance, self._nesting + 1)


def _looks_like_xml(data: bytes) -> bool:
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<"))


class _Authors:
    """A number for each author, in order of appearance."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def neutral(self, name: str) -> str:
        if name in self._known.values():
            return name
        number = len(self._known) + 1
        return self._known.setdefault(name, "Auteur" if number == 1 else f"Auteur {number}")

    def without_name_in_front(self, text: str) -> str:
        """The text with a known author in front of a colon made neutral."""
        name, colon, rest = text.partition(":")
        known = self._known.get(name.strip()) if colon else None
        return f"{known}:{rest}" if known else text


def _neutralise(root: etree._Element, authors: _Authors, notes: Notes) -> None:
    for element in elements(root):
        namespace, name = space(element.tag), local(element.tag)
        if namespace in _WORD:
            _word_element(element, name, authors, notes)
        elif namespace in _SHEET:
            _sheet_element(element, name, authors, notes)
        else:
            _added_element(element, name, authors, notes)
        for attribute in list(element.attrib):
            _any_attribute(element, str(attribute), notes)


def _any_attribute(element: etree._Element, attribute: str, notes: Notes) -> None:
    name = local(attribute)
    if name.startswith("rsid") and space(attribute) in _WORD:
        del element.attrib[attribute]
        notes.took(Removal.EDIT_TRACES)
    elif name == "dateUtc":
        del element.attrib[attribute]
        notes.took(Removal.TIME)
    elif name in {"descr", "name"} and _PATH.match(element.attrib[attribute]):
        # Older Word writes the path of the picture on the maker's disk where a description belongs.
        element.attrib[attribute] = re.split(r"[\\/]", element.attrib[attribute])[-1]
        notes.took(Removal.TEMPLATE)


def _word_element(element: etree._Element, name: str, authors: _Authors, notes: Notes) -> None:
    if name in _REMOVED_WORD_ELEMENTS:
        notes.took(_REMOVED_WORD_ELEMENTS[name])
        remove(element)
        return
    word = "{" + space(element.tag) + "}"
    if name == "vanish" and element.get(word + "val", "true").lower() not in _FALSE:
        notes.left(Kept.HIDDEN_TEXT)
    author = element.get(word + "author")
    if author is None and name != "comment":
        return
    element.set(word + "author", authors.neutral(author or ""))
    if element.get(word + "initials") is not None:
        element.set(word + "initials", "A")
    element.attrib.pop(word + "date", None)
    is_comment = name == "comment"
    notes.took(Removal.COMMENT_AUTHORS if is_comment else Removal.CHANGE_AUTHORS)
    notes.left(Kept.COMMENTS if is_comment else Kept.CHANGES)


def _sheet_element(element: etree._Element, name: str, authors: _Authors, notes: Notes) -> None:
    if name == "author" and element.text and not element.text.startswith("tc="):
        element.text = authors.neutral(element.text)
        notes.took(Removal.COMMENT_AUTHORS)
        notes.left(Kept.COMMENTS)
    elif name == "t":
        # Excel begins a note with the name of who wrote it, as text.
        element.text = authors.without_name_in_front(element.text or "")
    elif name == "sheet" and element.get("state", "visible") != "visible":
        notes.left(Kept.HIDDEN_TEXT)
    elif name == "connection":
        notes.left(Kept.LINKS)
    elif name == "pageSetup":
        for attribute in [a for a in element.attrib if local(a) == "id"]:
            del element.attrib[attribute]
    elif name in {"fileSharing", "header", "userInfo", "rcmt", "pivotCacheDefinition"}:
        _sheet_people(element, name, authors, notes)


def _sheet_people(element: etree._Element, name: str, authors: _Authors, notes: Notes) -> None:
    for attribute in ("refreshedBy", "refreshedDate", "refreshedDateIso"):
        if element.attrib.pop(attribute, None) is not None:
            notes.took(Removal.AUTHOR)
    attribute = {"userInfo": "name", "rcmt": "author"}.get(name, "userName")
    if element.get(attribute):
        element.set(attribute, authors.neutral(element.get(attribute, "")))
        notes.took(Removal.CHANGE_AUTHORS if name != "fileSharing" else Removal.AUTHOR)
        if name == "header":
            notes.left(Kept.CHANGES)
    if element.get("dateTime"):
        element.set("dateTime", _NO_MOMENT)


def _added_element(element: etree._Element, name: str, authors: _Authors, notes: Notes) -> None:
    """Elements of namespaces that came later: threaded comments, the path of the workbook, ids of a document."""
    if name == "threadedComment":
        element.attrib.pop("dT", None)
        notes.took(Removal.COMMENT_AUTHORS)
        notes.left(Kept.COMMENTS)
    elif name == "person" and element.get("displayName") is not None:
        element.set("displayName", authors.neutral(element.get("displayName", "")))
        element.set("userId", authors.neutral(element.get("displayName", "")))
        element.set("providerId", "None")
        notes.took(Removal.COMMENT_AUTHORS)
    elif name in {"absPath", "revisionPtr", "docId"}:
        choice = element.getparent()
        remove(element)
        notes.took(Removal.TEMPLATE if name == "absPath" else Removal.EDIT_TRACES)
        if choice is not None and local(choice.tag) == "Choice" and not len(choice):
            alternatives = choice.getparent()
            remove(choice if alternatives is None else alternatives)
    elif name == "pageSetup":
        for attribute in [a for a in element.attrib if local(a) == "id"]:
            del element.attrib[attribute]
