"""A message of mail taken apart: what a person reads in it, and where it is so much that nobody means well (R6)."""

from __future__ import annotations

import time
import tracemalloc
from base64 import b64encode
from email.message import EmailMessage

import pytest

from weerbaar.intake.mail_parts import (
    DEEPEST,
    LONGEST_HEADER,
    MOST_ATTACHMENTS,
    MOST_HEADER_BYTES,
    MOST_PARTS,
    letter_of,
)

pytestmark = pytest.mark.req("R6")
FROM = b"From: Noor <noor@post.example>\r\n"
MIXED = FROM + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"


def many(number: int) -> bytes:
    return MIXED + b"--b\r\n\r\nx\r\n" * number + b"--b--\r\n"


def deep(number: int) -> bytes:
    levels = (
        b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (one, one) for one in range(number)
    )
    return b"".join(levels) + b"Content-Type: text/plain\r\n\r\nhoi\r\n"


def with_headers(*sizes: int) -> bytes:
    headers = (b"X-%d: " % number + b"a@b.nl," * (size // 7) for number, size in enumerate(sizes))
    return b"\r\n".join(headers) + b"\r\n\r\nhoi\r\n"


@pytest.mark.parametrize(
    ("fits", "too_much"),
    [
        (many(MOST_PARTS - 1), many(MOST_PARTS)),
        (deep(DEEPEST), deep(DEEPEST + 1)),
        (with_headers(LONGEST_HEADER - 9), with_headers(LONGEST_HEADER + 9)),
        (with_headers(*[LONGEST_HEADER - 20] * 8), with_headers(*[LONGEST_HEADER - 20] * 9)),
        (MIXED + b"--b\r\nX: " + b"y" * 8000, MIXED + b"--b\r\nX: " + b"y" * 8200 + b"\r\n\r\nhoi"),
        (FROM + b"\r\n" + b"x\n" * MOST_HEADER_BYTES, b"x\n" * MOST_HEADER_BYTES),
        (MIXED + b"--b\r\n\r\nhoi\r\n--b--", MIXED + b"--bx\r\n" * 57_000),
    ],
    ids=["parts", "deep", "long", "headers", "of a part", "no end", "boundaries"],
)
def test_there_is_a_limit_to_all_that_can_be_many(fits, too_much):
    """Each of these cost the office minutes, and its memory, when it was read before it was counted."""
    assert not letter_of(fits).is_broken
    assert letter_of(too_much).is_broken


def test_a_common_message_is_read_whole():
    made = EmailMessage()
    made["From"] = "Noor Vissér <noor@post.example>"
    made["Subject"] = "Een keuken voor de wethouder: zo ging het — van begin tot eind, en wie erbij was"
    made["Date"] = "Mon, 12 Oct 2026 09:00:00 +0200"
    made.set_content("Beste collega's,\n\nHij kréég een keuken.\n")
    made.add_alternative("<p>Hij kréég een <b>keuken</b>.</p>", subtype="html")
    made.add_attachment(b"\x00\xffbeeld", maintype="image", subtype="png", filename="keukén.png")
    made.add_attachment("tweede tekst", filename="nota.txt")
    inner = EmailMessage()
    inner["Subject"] = "Doorgestuurd"
    inner.set_content("Dit kreeg ik.")
    made.add_attachment(inner)
    found = letter_of(made.as_bytes())
    assert found.sender == "Noor Vissér <noor@post.example>"
    assert found.address == "noor@post.example"
    assert found.subject == made["Subject"]
    assert found.sent == "Mon, 12 Oct 2026 09:00:00 +0200"
    assert found.text == "Beste collega's,\n\nHij kréég een keuken."
    names = [one.name for one in found.attachments]
    assert names == ["keukén.png", "nota.txt", "bericht-3.eml"]
    assert found.attachments[0].content == b"\x00\xffbeeld"
    assert b"Subject: Doorgestuurd" in found.attachments[2].content
    assert not found.is_cut


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", ""),
        (b"hoi\r\n\r\ndaar\r\n", "hoi\n\ndaar"),
        (FROM + b"\r\nhoi", "hoi"),
        (b"\r\nhoi", "hoi"),
        (FROM + b"Content-Type: text/html\r\n\r\n<style>p{}</style><p>Een</p>en<script>x</script>twee", "Een\nentwee"),
        (FROM + b"Content-Type: text/plain; charset=nergens\r\n\r\nh\xe9", "hé"),
        (FROM + b"Content-Type: text/plain; charset=punycode\r\n\r\nh\xe9", "hé"),
        (FROM + b"Content-Transfer-Encoding: base64\r\n\r\n" + b64encode(b"hoi daar").rstrip(b"="), "hoi daar"),
        (FROM + b"Content-Transfer-Encoding: quoted-printable\r\n\r\nh=C3=A9 =\r\ndaar", "hé daar"),
        (MIXED + b"vooraf\r\n--b\r\n\r\nhoi\r\n--b\r\nContent-Disposition: attachment\r\n\r\nx", "hoi"),
        (MIXED + b"--b\r\n\r\nhoi\r\n--b--\r\nachteraf\r\n--b\r\n\r\nnee", "hoi"),
        (MIXED + b"--bb\r\n--b\r\n\r\nhoi\r\n--b1\r\ndaar\r\n--b--", "hoi\n--b1\ndaar"),
    ],
)  # fmt: skip
def test_the_text_of_odd_messages(raw, text):
    found = letter_of(raw)
    assert (found.text, found.is_broken) == (text, False)


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<div>a<div>b</div></div>c", "a\nb\n\nc"),
        ("een<br>twee<BR/>drie", "een\ntwee\ndrie"),
        ("<img alt=\"a > b\" title='<p>'>hoi", "hoi"),
        ("<html><head><title>T</title><body>hoi &amp; d&agrave;g &lt;b&gt;", "hoi & dàg <b>"),
        ("1 < 2 en <3", "1 < 2 en <3"),
        ("<!-- <p>nee</p> -->ja<!-->ook<![if !mso]>dit", "jaookdit"),
        ("hoi <!-- <b>niet dicht", "hoi niet dicht"),
        ("<script>niet dicht<p>hoi", "niet dicht\nhoi"),
        ("hoi <b niet dicht", "hoi <b niet dicht"),
        ("<a title=don't>hoi</a> het's", "hoi het's"),
        ("<a title='>hoi", "hoi"),
        ("<header>kop</header><head>nee</header></head>ja", "kopja"),
        ("hoi &#" + "1" * 5000 + ";", "hoi &#" + "1" * 5000 + ";"),
    ],
    ids=lambda one: one[:12],
)
def test_the_text_of_a_page_is_read_and_nothing_that_was_said_is_lost(page, text):
    found = letter_of(FROM + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + page.encode())
    assert (found.text, found.is_broken) == (text, False)


@pytest.mark.parametrize(
    "again",
    [
        "<div>",
        "<b><p>",
        "<",
        "<a",
        "<a ",
        "</",
        "<!--",
        "<!",
        "<?",
        "<a b='",
        '<a b=">"',
        "<script>",
        "<a/",
        "=",
        "&a",
    ],
)
@pytest.mark.parametrize("before", ["", "<a "])
def test_the_time_of_a_page_grows_with_its_length(before, again):
    """The parser of the standard library took minutes for most of these."""
    page = (before + again * (1024 * 1024 // len(again))).encode()
    began = time.process_time()
    letter_of(FROM + b"Content-Type: text/html\r\n\r\n" + page)
    assert time.process_time() - began < 8


def test_what_hangs_on_it_above_the_limit_is_counted():
    part = b"--b\r\nContent-Disposition: attachment; filename==?utf-8?q?k=C3=A9?=\r\n\r\nx\r\n"
    found = letter_of(MIXED + part * (MOST_ATTACHMENTS + 3) + b"--b--")
    assert (len(found.attachments), found.left_out) == (MOST_ATTACHMENTS, 3)
    assert found.attachments[0].name == "ké"


def test_a_text_that_is_longer_than_a_story_is_cut():
    assert letter_of(FROM + b"\r\n" + b"a" * 3_000_000).is_cut


@pytest.mark.parametrize("to", [b"a@b.nl, c@d.nl", b""])
def test_no_address_is_taken_where_there_are_more_or_none(to):
    assert letter_of(b"From: " + to + b"\r\n\r\nhoi").address == ""


def test_a_large_part_deep_inside_is_not_copied_at_each_depth():
    """Whoever sends mail would take the memory of the program in which the desk opens it."""
    size = 4 * 1024 * 1024
    raw = b"\n--b0\n\n" + b"y" * size
    for depth in range(1, DEEPEST):
        raw = b"\n--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (depth, depth - 1) + raw
    raw = b"Subject: Diep\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (DEEPEST - 1) + raw
    tracemalloc.start()
    try:
        found = letter_of(raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (found.subject, found.is_broken, found.is_cut) == ("Diep", False, True)
    assert peak < 4 * size
