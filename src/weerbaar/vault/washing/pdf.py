"""PDF: rewritten from what its pages can reach, without the properties, the histories and the names around it.

The pages, their text, the forms and the comments stay. Source: ISO 32000-2 §7.5.5 (trailer), §12.5 (annotations),
§14.3 (metadata), §14.5 (page-piece dictionaries).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from weerbaar.vault.washing import jpeg
from weerbaar.vault.washing.words import CannotWashError, Kept, Notes, Reason, Removal

_ANYWHERE = {
    "/Metadata": Removal.DESCRIPTION,
    "/PieceInfo": Removal.EDIT_TRACES,
    "/LastModified": Removal.TIME,
    "/SpiderInfo": Removal.PLACE,
    "/CreatorInfo": Removal.PROGRAM,
}
_ENTRY_NAMES = {
    "/Author": Removal.AUTHOR,
    "/Creator": Removal.PROGRAM,
    "/Producer": Removal.PROGRAM,
    "/CreationDate": Removal.TIME,
    "/ModDate": Removal.TIME,
}
_NOT_COMMENTS = {"/Link", "/Widget", "/Popup", "/PrinterMark", "/TrapNet", "/Watermark", "/Screen", "/3D"}
_MAX_DEPTH = 64
_PATH_END = re.compile(r"[\\/]")


def wash(data: bytes, notes: Notes) -> bytes:
    """The washed PDF, written anew."""
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as document:
            _wash(document, data, notes)
            out = io.BytesIO()
            document.save(out, static_id=True, fix_metadata_version=False, encryption=False)
            return out.getvalue()
    except pikepdf.PasswordError as error:
        raise CannotWashError(Reason.LOCKED) from error
    except (CannotWashError, MemoryError):
        raise
    except Exception as error:
        raise CannotWashError(Reason.BROKEN) from error


def _wash(document: Pdf, data: bytes, notes: Notes) -> None:
    if not len(document.pages):
        raise CannotWashError(Reason.BROKEN)
    saves = len(re.findall(rb"startxref", data)) - (b"/Linearized" in data[:2048])
    if saves > 1:
        notes.took(Removal.OLD_VERSIONS)
    _wash_trailer(document, notes)
    for thing in document.objects:
        for dictionary in _dictionaries(thing, 0):
            _wash_dictionary(dictionary, notes)


def _wash_trailer(document: Pdf, notes: Notes) -> None:
    trailer = document.trailer
    if "/Info" in trailer:
        information = trailer["/Info"]
        if isinstance(information, Dictionary):
            present = [str(key) for key in information]
            notes.took(*(_ENTRY_NAMES.get(key, Removal.DESCRIPTION) for key in present))
        del trailer["/Info"]
    if "/ID" in trailer:
        del trailer["/ID"]
    root = document.Root
    for key in ("/Perms", "/DSS"):
        if key in root:
            notes.took(Removal.SIGNATURE)
            del root[key]
    if "/AcroForm" in root:
        notes.left(Kept.FORM_FIELDS)
        if isinstance(root["/AcroForm"], Dictionary) and "/SigFlags" in root["/AcroForm"]:
            del root["/AcroForm"]["/SigFlags"]


def _dictionaries(thing: Object, depth: int) -> Iterator[Object]:
    """Every dictionary that lies in this object itself; what it refers to has its own turn in the list."""
    if depth > _MAX_DEPTH:
        raise CannotWashError(Reason.UNSAFE)
    if isinstance(thing, Dictionary | Stream):
        yield thing
        for _, child in list(thing.items()):
            if isinstance(child, Dictionary | Array) and not child.is_indirect:
                yield from _dictionaries(child, depth + 1)
    elif isinstance(thing, Array):
        for child in list(thing):
            if isinstance(child, Dictionary | Array) and not child.is_indirect:
                yield from _dictionaries(child, depth + 1)


def _wash_dictionary(thing: Object, notes: Notes) -> None:
    for key, removal in _ANYWHERE.items():
        if key in thing:
            del thing[key]
            notes.took(removal)
    kind, subtype = thing.get("/Type"), thing.get("/Subtype")
    if kind == Name.Page and "/Thumb" in thing:
        del thing["/Thumb"]
        notes.took(Removal.THUMBNAIL)
    if _is_signature(thing):
        del thing["/V"]
        notes.took(Removal.SIGNATURE)
    if "/S" in thing and thing.get("/S") in {Name.JavaScript, Name.Launch}:
        notes.left(Kept.SCRIPTS)
    if "/EF" in thing:
        _wash_attachment(thing, notes)
    if "/Rect" in thing and isinstance(subtype, Name):
        _wash_annotation(thing, str(subtype), notes)
    if isinstance(thing, Stream) and subtype == Name.Image:
        _wash_picture(thing, notes)
    elif isinstance(thing, Stream) and "/Params" in thing:
        del thing["/Params"]  # moments and a checksum of an attachment


def _is_signature(thing: Object) -> bool:
    if thing.get("/FT") == Name.Sig and "/V" in thing:
        return True
    value = thing.get("/V")
    return isinstance(value, Dictionary) and "/ByteRange" in value


def _wash_annotation(thing: Object, subtype: str, notes: Notes) -> None:
    if subtype == "/FileAttachment":
        notes.left(Kept.ATTACHMENTS)
    if subtype not in _NOT_COMMENTS:
        notes.left(Kept.COMMENTS)
        if "/T" in thing:  # the author here; the name of the field on a widget
            del thing["/T"]
            notes.took(Removal.COMMENT_AUTHORS)
    for key in ("/M", "/CreationDate"):
        if key in thing:
            del thing[key]
            notes.took(Removal.TIME)


def _wash_attachment(thing: Object, notes: Notes) -> None:
    notes.left(Kept.ATTACHMENTS)
    for key in ("/F", "/UF", "/DOS", "/Mac", "/Unix"):
        name = thing.get(key)
        if isinstance(name, pikepdf.String) and _PATH_END.search(str(name)):
            thing[key] = pikepdf.String(_PATH_END.split(str(name))[-1])
            notes.took(Removal.TEMPLATE)


def _wash_picture(thing: Stream, notes: Notes) -> None:
    """A photo in a PDF is a whole JPEG, with all that a phone writes into it."""
    filters = thing.get("/Filter")
    names = [filters] if isinstance(filters, Name) else list(filters) if isinstance(filters, Array) else []
    if Name.JPXDecode in names:
        raw = thing.read_raw_bytes() if len(names) == 1 else b"xml "
        if b"uuid" in raw or b"xml " in raw:
            notes.left(Kept.PICTURES)
        return
    if Name.DCTDecode not in names:
        return
    if len(names) > 1:
        notes.left(Kept.PICTURES)
        return
    inside = Notes()
    try:
        washed = jpeg.wash(thing.read_raw_bytes(), inside, standing_alone=False)
    except CannotWashError:
        notes.left(Kept.PICTURES)
        return
    if inside.removed:
        notes.took(Removal.INNER_PICTURES, *inside.removed)
        parameters = thing.get("/DecodeParms")
        parameters = parameters if isinstance(parameters, Dictionary | Array) else None
        thing.write(washed, filter=Name.DCTDecode, decode_parms=parameters)
