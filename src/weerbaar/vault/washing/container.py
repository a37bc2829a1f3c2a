"""ZIP containers and the XML inside them, opened with both hands: everything is counted before it is believed.

A container is made by a stranger. It may swell on opening, name paths outside itself, list one member twice, nest
without end or hold XML that grows. Each of these is refused with a reason; nothing is ever written to a disk.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it ships no types

from weerbaar.vault.washing.words import CannotWashError, Reason

MAX_MEMBERS = 10_000
MAX_MEMBER_BYTES = 256 * 1024 * 1024
MAX_TOTAL_BYTES = 512 * 1024 * 1024
MAX_XML_BYTES = 48 * 1024 * 1024
MAX_NESTING = 2
_SMALL = 10 * 1024 * 1024
_MAX_RATIO = 200
_ENCRYPTED = 0x1
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can say; every file says the same
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class Allowance:
    """How much may still be unpacked, shared by a container and all that it holds."""

    def __init__(self) -> None:
        self._bytes = MAX_TOTAL_BYTES
        self._members = MAX_MEMBERS

    def count_members(self, number: int) -> None:
        self._members -= number
        if self._members < 0:
            raise CannotWashError(Reason.BOMB)

    def count_bytes(self, number: int) -> None:
        self._bytes -= number
        if self._bytes < 0:
            raise CannotWashError(Reason.BOMB)


class Container:
    """A ZIP of which every member was judged before it is read."""

    def __init__(self, data: bytes, allowance: Allowance) -> None:
        self._allowance = allowance
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except Exception as error:
            raise CannotWashError(Reason.BROKEN) from error
        infos = self._zip.infolist()
        allowance.count_members(len(infos))
        self._infos = {info.filename: info for info in infos if not info.is_dir()}
        if len({info.filename.lower() for info in infos}) != len(infos):
            raise CannotWashError(Reason.UNSAFE)
        for info in infos:
            _judge(info)
        if sum(info.file_size for info in infos) > MAX_TOTAL_BYTES:
            raise CannotWashError(Reason.BOMB)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._infos)

    def read(self, name: str) -> bytes:
        """All bytes of a member; the size in the list is a claim and is checked."""
        info = self._infos[name]
        try:
            with self._zip.open(info) as member:
                data = member.read(MAX_MEMBER_BYTES + 1)
        except MemoryError:
            raise
        except Exception as error:
            raise CannotWashError(Reason.BROKEN) from error
        if len(data) > MAX_MEMBER_BYTES or len(data) != info.file_size:
            raise CannotWashError(Reason.BOMB)
        self._allowance.count_bytes(len(data))
        return data


def _judge(info: zipfile.ZipInfo) -> None:
    name = info.orig_filename
    if "\\" in name or "\x00" in name or name.startswith("/") or ":" in name.split("/")[0]:
        raise CannotWashError(Reason.UNSAFE)
    if ".." in name.split("/"):
        raise CannotWashError(Reason.UNSAFE)
    if info.flag_bits & _ENCRYPTED:
        raise CannotWashError(Reason.LOCKED)
    if info.compress_type not in _METHODS:
        raise CannotWashError(Reason.BROKEN)
    swells = info.file_size > _SMALL and info.file_size > _MAX_RATIO * max(info.compress_size, 1)
    if info.file_size > MAX_MEMBER_BYTES or swells:
        raise CannotWashError(Reason.BOMB)


class Packing:
    """Writes a container in which times, systems, extra fields and comments say nothing."""

    def __init__(self) -> None:
        self._buffer = io.BytesIO()
        self._zip = zipfile.ZipFile(self._buffer, "w")

    def add(self, name: str, data: bytes, *, stored: bool = False) -> None:
        info = zipfile.ZipInfo(name, _FIRST_MOMENT)
        info.create_system = 0
        info.external_attr = 0
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        self._zip.writestr(info, data)

    def __enter__(self) -> Packing:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def finish(self) -> bytes:
        self._zip.close()
        return self._buffer.getvalue()


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML part. Document types are refused, since no office file needs one."""
    if len(data) > MAX_XML_BYTES:
        raise CannotWashError(Reason.TOO_BIG)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise CannotWashError(Reason.BROKEN) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise CannotWashError(Reason.UNSAFE)
    return root


def write_xml(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def elements(root: etree._Element) -> Iterator[etree._Element]:
    """Every element, in a list of its own, so that one may be removed on the way."""
    yield from list(root.iter(etree.Element))


def local(name: object) -> str:
    """The name without its namespace."""
    return str(name).rpartition("}")[2]


def space(name: object) -> str:
    """The namespace of a name; empty when it has none."""
    return str(name)[1:].partition("}")[0] if str(name).startswith("{") else ""


def remove(element: etree._Element) -> None:
    """Take an element out and leave the text behind it where it was."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
