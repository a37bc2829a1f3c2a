"""ODT: what the document says stays; who, when, where and with what it was made goes.

Source: OASIS OpenDocument 1.3 part 2 (packages) and part 3 §4.3 (metadata), §14.1 (annotations), §5.5 (changes).
"""

from __future__ import annotations

import re

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

from weerbaar.vault.washing.container import (
    Allowance,
    Container,
    Packing,
    elements,
    local,
    parse_xml,
    remove,
    write_xml,
)
from weerbaar.vault.washing.inner import wash_inner_file
from weerbaar.vault.washing.words import CannotWashError, Kept, Notes, Reason, Removal

_MIMETYPE = b"application/vnd.oasis.opendocument.text"
_MANIFEST = "META-INF/manifest.xml"
_DROPPED: tuple[tuple[re.Pattern[str], Removal], ...] = (
    (re.compile(r"(?:.*/)?meta\.xml"), Removal.AUTHOR),
    (re.compile(r"Thumbnails/.*"), Removal.THUMBNAIL),
    (re.compile(r"META-INF/.*signatures.*", re.IGNORECASE), Removal.SIGNATURE),
    (re.compile(r"Versions/.*|VersionList\.xml"), Removal.OLD_VERSIONS),
    (re.compile(r"Configurations2/.*|layout-cache"), Removal.EDIT_TRACES),
)
_SETTINGS = {
    "PrinterName": Removal.PRINTER,
    "PrinterSetup": Removal.PRINTER,
    "PrintFaxName": Removal.PRINTER,
    "Rsid": Removal.EDIT_TRACES,
    "RsidRoot": Removal.EDIT_TRACES,
    "CurrentDatabaseDataSource": Removal.TEMPLATE,
    "ColorTableURL": Removal.TEMPLATE,
    "DashTableURL": Removal.TEMPLATE,
}
_BY = {"creator", "creator-initials", "sender-initials"}
_WHEN = {"date", "date-string"}
_NO_MOMENT = "2000-01-01T00:00:00"  # where the schema insists on a moment
_LOCAL_PATH = re.compile(r"file:|/|\.\./|[A-Za-z]:[\\/]|\\\\")


def wash(data: bytes, notes: Notes) -> bytes:
    """The washed ODT, its `mimetype` first and stored as the format asks."""
    container = Container(data, Allowance())
    names = container.names
    if "mimetype" not in names or container.read("mimetype").strip() != _MIMETYPE or _MANIFEST not in names:
        raise CannotWashError(Reason.BROKEN)
    manifest = parse_xml(container.read(_MANIFEST))
    staying = _staying(container, manifest, notes)
    authors: dict[str, str] = {}
    with Packing() as packing:
        packing.add("mimetype", _MIMETYPE, stored=True)
        for name in names:
            if name in staying:
                packing.add(name, _part(name, container.read(name), authors, notes))
        packing.add(_MANIFEST, write_xml(manifest))
        return packing.finish()


def _staying(container: Container, manifest: etree._Element, notes: Notes) -> set[str]:
    """The members that the manifest lists and that hold the document; the manifest loses the others."""
    staying: set[str] = set()
    for entry in elements(manifest):
        if local(entry.tag) == "encryption-data":
            raise CannotWashError(Reason.LOCKED)
        if local(entry.tag) != "file-entry":
            continue
        path = next((str(v) for k, v in entry.attrib.items() if local(k) == "full-path"), "")
        dropped = [removal for pattern, removal in _DROPPED if pattern.fullmatch(path)]
        notes.took(*dropped)
        if dropped:
            remove(entry)
        else:
            staying.add(path)
    for name in container.names:
        if name not in staying and name not in {"mimetype", _MANIFEST}:
            found = [removal for pattern, removal in _DROPPED if pattern.fullmatch(name)]
            notes.took(*(found or [Removal.BEHIND_THE_END]))
    return staying - {"mimetype", _MANIFEST}


def _part(name: str, data: bytes, authors: dict[str, str], notes: Notes) -> bytes:
    if name.startswith(("Basic/", "Scripts/", "Dialogs/")):
        notes.left(Kept.SCRIPTS)
        return data
    if name.endswith((".xml", ".rdf")):
        root = parse_xml(data)
        _neutralise(root, authors, notes)
        return write_xml(root)
    if not data or name.startswith("Fonts/"):
        return data
    return wash_inner_file(data, notes)


def _neutralise(root: etree._Element, authors: dict[str, str], notes: Notes) -> None:
    for element in elements(root):
        name = local(element.tag)
        if name == "config-item":
            _setting(element, notes)
        elif name == "annotation":
            notes.left(Kept.COMMENTS)
            _people(element, authors, Removal.COMMENT_AUTHORS, notes)
        elif name == "change-info":
            notes.left(Kept.CHANGES)
            _people(element, authors, Removal.CHANGE_AUTHORS, notes)
        elif name == "hidden-text" or (
            name == "section" and element.xpath("@*[local-name()='display']='none'")
        ):
            notes.left(Kept.HIDDEN_TEXT)
        _attributes(element, notes)


def _setting(element: etree._Element, notes: Notes) -> None:
    name = next((str(v) for k, v in element.attrib.items() if local(k) == "name"), "")
    if name in _SETTINGS:
        if element.text:
            notes.took(_SETTINGS[name])
        remove(element)


def _people(element: etree._Element, authors: dict[str, str], removal: Removal, notes: Notes) -> None:
    for part in elements(element):
        name = local(part.tag)
        if name == "creator":
            number = len(authors) + 1
            neutral = authors.setdefault(part.text or "", "Auteur" if number == 1 else f"Auteur {number}")
            part.text = part.text if part.text in authors.values() else neutral
        elif name in _BY:
            part.text = "A"
        elif name in _WHEN and removal is Removal.CHANGE_AUTHORS:
            part.text = _NO_MOMENT
        elif name in _WHEN:
            remove(part)
        else:
            continue
        notes.took(removal)


def _attributes(element: etree._Element, notes: Notes) -> None:
    for attribute, value in list(element.attrib.items()):
        name = local(attribute)
        if name in {"rsid", "paragraph-rsid"}:
            del element.attrib[attribute]
            notes.took(Removal.EDIT_TRACES)
        elif name == "href" and _LOCAL_PATH.match(str(value)):
            notes.left(Kept.LINKS)
