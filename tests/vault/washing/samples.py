"""Files as people send them, made here with real libraries or byte by byte, full of words that must not survive."""

from __future__ import annotations

import io
import struct
import zipfile

import pikepdf
from PIL import Image, PngImagePlugin

CANARY = "KANARIE-Wilhelmina"
RAW = CANARY.encode()
KEPT_TEXT = "De wethouder belde mij twee keer."


def all_bytes_of(data: bytes) -> list[bytes]:
    """The file itself and everything that a reader could unpack from it."""
    found = [data]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            for info in container.infolist():
                found += [info.filename.encode(), info.extra, info.comment]
                found += all_bytes_of(container.read(info))
            found.append(container.comment)
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as document:
            found.append(str([repr(thing) for thing in document.objects]).encode())
            for thing in document.objects:
                if isinstance(thing, pikepdf.Stream):
                    found.append(thing.read_raw_bytes())
    return found


def betrays(data: bytes) -> bool:
    """Whether the canary can still be read, in any of the ways in which files write text."""
    spellings = (RAW, CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be"))
    return any(word in piece for piece in all_bytes_of(data) for word in spellings)


# --- pictures ---------------------------------------------------------------------------------------------


def picture() -> Image.Image:
    image = Image.new("RGB", (48, 32))
    image.putdata([(x * 5, y * 7, (x * y) % 255) for y in range(32) for x in range(48)])
    return image


def exif(orientation: int = 6) -> bytes:
    tags = Image.Exif()
    tags[0x010F], tags[0x0110], tags[0x0131] = CANARY, CANARY, CANARY
    tags[0x0132], tags[0x013B], tags[0x0112] = "2026:11:02 23:14:00", CANARY, orientation
    tags.get_ifd(0x8825).update({1: "N", 2: (52.0, 5.0, 1.0), 3: "E", 4: (4.0, 18.0, 3.0), 29: CANARY})
    tags.get_ifd(0x8769).update({0x9003: "2026:11:02 23:14:00", 0xA431: CANARY, 0x927C: RAW})
    return tags.tobytes()


XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{CANARY}</dc:creator></x:xmpmeta>'.encode()


def jpeg(orientation: int = 6, *, progressive: bool = False) -> bytes:
    out = io.BytesIO()
    picture().save(
        out,
        "JPEG",
        exif=exif(orientation),
        comment=RAW,
        xmp=XMP,
        icc_profile=b"an ICC profile as it came",
        progressive=progressive,
        quality=90,
    )
    data = out.getvalue()
    photoshop = b"Photoshop 3.0\x008BIM" + RAW
    segment = b"\xff\xed" + (len(photoshop) + 2).to_bytes(2, "big") + photoshop
    return data[:2] + segment + data[2:] + b"....ftypmp42" + RAW


def png(orientation: int = 6) -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", CANARY)
    words.add_text("Comment", CANARY, zip=True)
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    out = io.BytesIO()
    picture().save(out, "PNG", pnginfo=words, exif=exif(orientation), dpi=(72, 72))
    return out.getvalue() + RAW


# --- boxes ------------------------------------------------------------------------------------------------


def box(kind: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def wide_box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4sQ", 1, kind, 16 + len(body)) + body


PIXELS = bytes(range(256)) * 8


def heic() -> bytes:
    """A picture, its Exif in the file and its XMP in the item store, with a film hidden behind the items."""
    tiff = struct.pack(">I", 6) + b"Exif\x00\x00" + exif()[6:]
    infe = [
        box(b"infe", b"\x02\x00\x00\x00", struct.pack(">HH4s", 1, 0, b"hvc1"), b"\x00"),
        box(b"infe", b"\x02\x00\x00\x01", struct.pack(">HH4s", 2, 0, b"Exif"), RAW + b"\x00"),
        box(
            b"infe", b"\x02\x00\x00\x01", struct.pack(">HH4s", 3, 0, b"mime"), b"\x00application/rdf+xml\x00"
        ),
    ]

    def meta(offset: int) -> bytes:
        places = [(1, 0, offset, len(PIXELS)), (2, 0, offset + len(PIXELS), len(tiff)), (3, 1, 0, len(XMP))]
        iloc = b"\x01\x00\x00\x00\x44\x00" + struct.pack(">H", len(places))
        for item, method, start, length in places:
            iloc += struct.pack(">HHHHII", item, method, 0, 1, start, length)
        described = box(b"udes", bytes(4), RAW, b"\x00\x00\x00\x00")
        return box(
            b"meta",
            bytes(4),
            box(b"hdlr", bytes(8), b"pict", bytes(13)),
            box(b"pitm", bytes(4), b"\x00\x01"),
            box(b"iinf", bytes(4), b"\x00\x03", *infe),
            box(
                b"iprp",
                box(
                    b"ipco",
                    box(b"ispe", bytes(4), struct.pack(">II", 48, 32)),
                    box(b"irot", b"\x03"),
                    described,
                ),
            ),
            box(b"idat", XMP),
            box(b"iloc", iloc),
        )

    head = box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    offset = len(head) + len(meta(0)) + 8
    return head + meta(offset) + box(b"mdat", PIXELS, tiff, RAW) + box(b"mpvd", RAW)


SAMPLES = b"\x00\x01\x02\x03film" * 64
PLACES = RAW + b"52.0845,4.3010" + bytes(8)
MOMENT = struct.pack(">II", 0xE2000000, 0xE2000001)


def track(handler: bytes, description: bytes, places: list[int], size: int, *more: bytes) -> bytes:
    stbl = box(
        b"stbl",
        box(b"stsd", bytes(4), struct.pack(">I", 1), description),
        box(b"stts", bytes(8)),
        box(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, 1, 1)),
        box(b"stsz", bytes(4), struct.pack(">II", size, len(places))),
        box(b"stco", bytes(4), struct.pack(f">I{len(places)}I", len(places), *places)),
    )
    minf = box(
        b"minf",
        box(b"nmhd", bytes(4)),
        box(b"dinf", box(b"dref", bytes(4), struct.pack(">I", 1), box(b"url ", b"\x00\x00\x00\x01"))),
        stbl,
    )
    media = box(
        b"mdia",
        box(b"mdhd", bytes(4), MOMENT, bytes(12)),
        box(b"hdlr", bytes(8), handler, bytes(12), RAW + b"\x00"),
        minf,
    )
    return box(b"trak", box(b"tkhd", b"\x00\x00\x00\x07", MOMENT, bytes(72)), *more, media)


def film_description() -> bytes:
    body = bytes(6) + b"\x00\x01" + bytes(34) + b"\x12" + RAW.ljust(31, b"\x00") + b"\x00\x18\xff\xff"
    return box(b"avc1", body)


def movie(*, index_last: bool, wide: bool = False, brand: bytes = b"mp42", film: bool = True) -> bytes:
    """A film with a place in its index, its times set, and a track of places beside the film."""
    head = box(b"ftyp", brand, bytes(4), b"isom" + brand)
    store = (wide_box if wide else box)(b"mdat", SAMPLES + PLACES)
    intro = 16 if wide else 8

    def index(at: int) -> bytes:
        main = track(b"vide", film_description(), [at], len(SAMPLES), box(b"udta", box(b"name", RAW)))
        if not film:
            main = track(b"soun", box(b"mp4a", bytes(28)), [at], len(SAMPLES))
        return box(
            b"moov",
            box(b"mvhd", bytes(4), MOMENT, bytes(88)),
            main,
            track(b"meta", box(b"gpmd", bytes(8)), [at + len(SAMPLES)], len(PLACES)),
            box(b"udta", box(b"\xa9xyz", b"\x00\x12\x15\xc7+52.0845+004.3010/"), box(b"\xa9mak", RAW)),
            box(b"meta", bytes(4), box(b"ilst", RAW)),
            box(b"uuid", bytes(16), RAW),
        )

    tail = box(b"uuid", bytes(16), XMP) + box(b"free", RAW)
    if index_last:
        return head + store + index(len(head) + intro) + tail
    return head + index(len(head) + len(index(0)) + intro) + store + tail


def frames(number: int = 12) -> bytes:
    """MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes each."""
    return b"".join(b"\xff\xfb\x90\x64" + bytes([value]) * 413 for value in range(1, number + 1))


def syncsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def id3(*frames_of_tag: tuple[bytes, bytes]) -> bytes:
    body = b"".join(name + syncsafe(len(text)) + b"\x00\x00" + text for name, text in frames_of_tag)
    return b"ID3\x04\x00\x00" + syncsafe(len(body)) + body


def mp3() -> bytes:
    cover = b"\xff\xfb\x90\x64 looks like a frame " + RAW
    tag = id3((b"TPE1", b"\x03" + RAW), (b"APIC", b"\x03image/jpeg\x00\x03\x00" + cover))
    ape = struct.pack("<8sIIII8s", b"APETAGEX", 2000, 32 + len(RAW), 1, 1 << 31 | 1 << 29, bytes(8)) + RAW
    ape += struct.pack("<8sIIII8s", b"APETAGEX", 2000, 32 + len(RAW), 1, 1 << 31, bytes(8))
    lyrics = b"LYRICSBEGIN" + RAW + b"000036LYRICS200"
    return tag + frames() + ape + lyrics + b"TAG" + RAW.ljust(125, b"\x00")


# --- documents --------------------------------------------------------------------------------------------


def pdf(*, password: str = "") -> bytes:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(300, 300))
    photo = document.make_stream(jpeg(1))
    photo.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=48,
        Height=32,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
        PieceInfo=pikepdf.Dictionary(App=pikepdf.String(CANARY)),
    )
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.obj.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Foto=photo), Font=pikepdf.Dictionary(F=font)
    )
    text = f"BT /F 12 Tf 20 200 Td ({KEPT_TEXT}) Tj ET q 48 0 0 32 20 20 cm /Foto Do Q"
    page.obj.Contents = document.make_stream(text.encode())
    page.obj.PieceInfo = pikepdf.Dictionary(App=pikepdf.String(CANARY))
    page.obj.LastModified = pikepdf.String("D:20261102231400")
    page.obj.Thumb = document.make_stream(RAW)
    page.obj.Annots = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Text,
                Rect=[1, 1, 20, 20],
                Contents=pikepdf.String("Klopt dit bedrag?"),
                T=pikepdf.String(CANARY),
                M=pikepdf.String("D:20261102231400"),
            ),
            document.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Widget,
                    FT=pikepdf.Name.Tx,
                    T=pikepdf.String("bedrag"),
                    V=pikepdf.String("1200"),
                    Rect=[1, 40, 20, 60],
                )
            ),
        ]
    )
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([page.obj.Annots[1]]))
    document.docinfo["/Author"] = CANARY
    document.docinfo["/Title"] = CANARY
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = [CANARY]
    document.attachments["nota.txt"] = pikepdf.AttachedFileSpec(
        document, b"een bijlage", filename="C:\\Users\\" + CANARY + "\\nota.txt"
    )
    document.trailer.ID = pikepdf.Array([pikepdf.String(CANARY), pikepdf.String(CANARY)])
    out = io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return out.getvalue()


def pdf_with_history() -> bytes:
    """The same PDF saved again the lazy way: an old object stays in the file, behind a newer one."""
    data = pdf()
    old = len(data)
    previous = data.rpartition(b"startxref")[2].split()[0]
    data += b"9999 0 obj\n(" + RAW + b" oude zin)\nendobj\n"
    with pikepdf.open(io.BytesIO(data[:old])) as document:
        root = document.Root.objgen[0]
    xref = len(data)
    data += b"xref\n9999 1\n%010d 00000 n \ntrailer\n<< /Size 10000 /Root %d 0 R /Prev %s >>\n" % (
        old,
        root,
        previous,
    )
    return data + b"startxref\n%d\n%%%%EOF\n" % xref


def zipped(members: dict[str, bytes | str], *, first_stored: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for number, (name, content) in enumerate(members.items()):
            info = zipfile.ZipInfo(name, (2026, 11, 2, 23, 14, 0))
            info.compress_type = zipfile.ZIP_STORED if first_stored and not number else zipfile.ZIP_DEFLATED
            info.comment = b"" if first_stored and not number else RAW
            container.writestr(info, content)
        container.comment = RAW
    return out.getvalue()


RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def relations(*entries: tuple[str, str, str]) -> str:
    """Entries: the id, the type's address, the target; an external one begins with `!`."""
    lines = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target.lstrip("!")}"'
        + (' TargetMode="External"/>' if target.startswith("!") else "/>")
        for key, kind, target in entries
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}">{lines}</Relationships>'


def content_types(main: str, main_type: str, *overrides: tuple[str, str]) -> str:
    lines = "".join(
        f'<Override PartName="/{n}" ContentType="{t}"/>' for n, t in ((main, main_type), *overrides)
    )
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="jpeg" ContentType="image/jpeg"/>'
        f'<Default Extension="bin" ContentType="application/octet-stream"/>{lines}</Types>'
    )


CORE = (
    f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
    f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{CANARY}</dc:creator></cp:coreProperties>'
)
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WORD_CORE = "application/vnd.openxmlformats-package.core-properties+xml"


def docx(**more: bytes | str) -> bytes:
    by = f'w:author="{CANARY}" w:date="2026-11-02T23:14:00Z"'
    document = (
        f'<w:document {WORD} xmlns:r="{OFFICE}/relationships"><!-- {CANARY} --><w:body>'
        f'<w:p w:rsidR="00A1B2C3"><w:r><w:t>{KEPT_TEXT}</w:t></w:r>'
        f'<w:ins w:id="1" {by}><w:r><w:t xml:space="preserve"> Ingevoegd.</w:t></w:r></w:ins>'
        f'<w:del w:id="2" w:author="Tweede {CANARY}"><w:r><w:delText>Geschrapt.</w:delText></w:r></w:del></w:p>'
        "</w:body></w:document>"
    )
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": content_types(
            "word/document.xml",
            WORD_MAIN,
            ("docProps/core.xml", WORD_CORE),
            ("word/people.xml", "x/people+xml"),
        ),
        "_rels/.rels": relations(
            ("a", f"{OFFICE}/relationships/officeDocument", "word/document.xml"),
            ("b", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("c", f"{PACKAGE}/relationships/metadata/thumbnail", "docProps/thumbnail.jpeg"),
        ),
        "docProps/core.xml": CORE,
        "docProps/thumbnail.jpeg": jpeg(),
        "word/document.xml": document,
        "word/comments.xml": f'<w:comments {WORD}><w:comment w:id="0" w:initials="KW" {by}><w:p><w:r>'
        "<w:t>Dit is niet wat is afgesproken.</w:t></w:r></w:p></w:comment></w:comments>",
        "word/settings.xml": f'<w:settings {WORD} xmlns:r="{OFFICE}/relationships"><w:attachedTemplate r:id="t"/>'
        '<w:trackRevisions/><w:rsids><w:rsid w:val="00A1B2C3"/></w:rsids>'
        f'<w:docVars><w:docVar w:name="x" w:val="{CANARY}"/></w:docVars></w:settings>',
        "word/people.xml": f"<people><person>{CANARY}</person></people>",
        "word/media/foto.jpeg": jpeg(),
        "word/_rels/settings.xml.rels": relations(
            ("t", f"{OFFICE}/relationships/attachedTemplate", f"!file:///C:/Users/{CANARY}/brief.dotx")
        ),
        "word/_rels/document.xml.rels": relations(
            ("c", f"{OFFICE}/relationships/comments", "comments.xml"),
            ("s", f"{OFFICE}/relationships/settings", "settings.xml"),
            ("p", "http://schemas.microsoft.com/office/2011/relationships/people", "people.xml"),
            ("m", f"{OFFICE}/relationships/image", "media/foto.jpeg"),
            ("x", f"{OFFICE}/relationships/customXml", "../customXml/item1.xml"),
        ),
        "customXml/item1.xml": f"<auteur>{CANARY}</auteur>",
        "[trash]/0000.dat": RAW,
    }
    return zipped(members | more)


MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
ODT_TYPE = "application/vnd.oasis.opendocument.text"


def odt(**more: bytes | str) -> bytes:
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
        'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"'
    )
    by = f"<dc:creator>{CANARY}</dc:creator><dc:date>2026-11-02T23:14:00</dc:date>"
    content = (
        f"<office:document-content {spaces}><office:body><office:text><text:tracked-changes>"
        f"<text:changed-region><text:insertion><office:change-info>{by}</office:change-info></text:insertion>"
        f"</text:changed-region></text:tracked-changes><text:p>{KEPT_TEXT}<office:annotation>{by}"
        "<meta:creator-initials>KW</meta:creator-initials><text:p>Wie zei dit?</text:p></office:annotation> Daarna."
        "</text:p></office:text></office:body></office:document-content>"
    )
    files = ("content.xml", "meta.xml", "settings.xml", "Pictures/1.jpg", "Thumbnails/thumbnail.png")
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type=""/>' for name in files
    )
    members: dict[str, bytes | str] = {
        "mimetype": ODT_TYPE,
        "content.xml": content,
        "meta.xml": f"<office:document-meta {spaces}>{by}</office:document-meta>",
        "settings.xml": f'<office:document-settings {spaces}><config:config-item config:name="PrinterName">{CANARY}'
        '</config:config-item><config:config-item config:name="Zoom">100</config:config-item>'
        "</office:document-settings>",
        "Pictures/1.jpg": jpeg(),
        "Thumbnails/thumbnail.png": png(),
        "unlisted.bin": RAW,
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{MANIFEST}"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{ODT_TYPE}"/>{listed}</manifest:manifest>',
    }
    return zipped(members | more, first_stored=True)
