"""A receipt that was written down reads back, however it is typed; a wrong one is told word by word."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Sequence
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.ground import receipt, wordlist
from weerbaar.ground.errors import RefusedError
from weerbaar.ground.receipt import Passphrase, Receipt

EIGHT = ("aalbes", "balkon", "citroen", "dakpan", "fietspad", "gordijn", "lepelaar", "zeehond")
receipts = st.lists(st.sampled_from(receipt.words()), min_size=8, max_size=8).map(tuple)


def test_eight_words_are_drawn_from_the_list() -> None:
    drawn = receipt.draw()
    assert len(drawn) == 8
    assert set(drawn) <= set(receipt.words())


def test_every_word_may_be_drawn() -> None:
    asked: list[int] = []

    def last(of: Sequence[str]) -> str:
        asked.append(len(of))
        return of[-1]

    assert receipt.draw(last) == (receipt.words()[-1],) * 8
    assert asked == [7776] * 8


def test_words_are_worth_enough() -> None:
    assert receipt.entropy_bits() > 103
    assert receipt.entropy_bits(receipt.PASSPHRASE_WORDS) > 77


@given(
    receipts,
    st.lists(
        st.sampled_from([" ", ", ", "\n", "\t", " - ", ". ", "\r\n", " 1. ", "3) ", "; ", "  \u200b ", "\xa0", "…"]),
        min_size=9, max_size=9,
    ),
    st.sampled_from([str.lower, str.upper, str.title, str.swapcase]),
)  # fmt: skip
def test_any_way_of_typing_reads_back(
    words: tuple[str, ...], between: list[str], case: Callable[[str], str]
) -> None:
    text = between[8] + "".join(word + gap for word, gap in zip(words, between, strict=False))
    reading = receipt.read(case(text))
    assert (reading.words, reading.problems, reading.corrected, reading.count) == (words, (), (), 8)


@given(receipts, st.data())
def test_one_error_in_each_word_is_put_right_or_asked_about(
    words: tuple[str, ...], data: st.DataObject
) -> None:
    typed = [data.draw(slips(word)) for word in words]
    reading = receipt.read(" ".join(typed))
    assert reading.count == 8
    for one in reading.corrected:
        assert one.word == words[one.number - 1]
    doubtful = {
        number for number, slip in enumerate(typed, 1) if len(wordlist.one_error_away(slip, "receipt")) > 1
    }
    assert {problem.number for problem in reading.problems} == doubtful
    assert reading.words == (None if doubtful else words)


@st.composite
def slips(draw: st.DrawFn, word: str) -> str:
    """`word` with one letter left out, added, replaced or swapped."""
    at = draw(st.integers(0, len(word) - 2))
    letter = draw(st.sampled_from(ascii_lowercase).filter(lambda one: one != word[at]))
    return draw(
        st.sampled_from([
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]).filter(lambda made: made != word)
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "1. aalbes\n2. balkon\n3. citroen\n4. dakpan\n5. fietspad\n6. gordijn\n7. lepelaar\n8. zeehond",
        "“Aalbes, balkon; CITROEN / dakpan – fietspad — gordijn | lepelaar & zeehond!”",
        "aalbes-balkon-citroen-dakpan-fietspad-gordijn-lepelaar-zeehond",
        "ＡＡＬＢＥＳ balkon cítroen dakpán fietspad gordĳn lepelaar zeehond",
        "aal\u00adbes balkon citroen \u202edakpan\u202c fiets\u200bpad gordÿn lepelaar zeehond 🐚",
        "\x00aalbes\x00balkon\x00citroen dakpan fietspad gordijn lepelaar zeehond\ud800",
        " " * 100_000 + " ".join(EIGHT) + "\n" * 100_000,
    ],
)
def test_what_paper_and_telephones_make_of_it_reads_back(text: str) -> None:
    assert receipt.read(text).words == EIGHT


def test_a_slip_is_put_right_and_listed() -> None:
    reading = receipt.read("aalbes balkon citroen dakpan fietspda gordijn lepelaar zeehond")
    assert reading.words == EIGHT
    assert [(one.number, one.typed, one.word) for one in reading.corrected] == [(5, "fietspda", "fietspad")]


def test_a_slip_that_fits_two_words_is_asked_about() -> None:
    typed, fits = next(
        (left, both)
        for word in receipt.words()
        for at in range(len(word))
        if len(both := wordlist.one_error_away(left := word[:at] + word[at + 1 :], "receipt")) > 1
    )
    reading = receipt.read(" ".join((typed, *EIGHT[1:])))
    assert reading.words is None
    assert reading.corrected == ()
    assert [(one.number, one.typed, one.suggestions) for one in reading.problems] == [(1, typed, fits[:3])]


def test_a_word_that_is_not_in_the_list_is_named_with_what_is_near() -> None:
    reading = receipt.read("aalbes balkon citroen dakpan fietspad gordein xqxqxqx zeehond")
    assert reading.words is None
    assert [(one.number, one.typed) for one in reading.problems] == [(6, "gordein"), (7, "xqxqxqx")]
    assert "gordijn" in reading.problems[0].suggestions
    assert reading.problems[1].suggestions == ()


@pytest.mark.parametrize(("text", "count"), [("", 0), ("…", 0), ("aalbes", 1), (" ".join(EIGHT[:7]), 7)])
def test_too_few_words_are_counted(text: str, count: int) -> None:
    reading = receipt.read(text)
    assert (reading.words, reading.problems, reading.count) == (None, (), count)


def test_too_many_words_are_counted() -> None:
    reading = receipt.read(" ".join((*EIGHT, "aalbes")))
    assert (reading.words, reading.problems, reading.count) == (None, (), 9)


def test_a_word_past_what_is_read_still_counts() -> None:
    reading = receipt.read(" ".join(EIGHT) + "." * 5000 + "aalbes balkon")
    assert (reading.words, reading.count) == (None, 9)


@given(st.text(st.characters(), max_size=300))
def test_no_text_raises(text: str) -> None:
    bounded(text)


@pytest.mark.parametrize(
    "text",
    ["x" * 1_000_000, "x " * 500_000, "\ufdfa" * 1_000_000, "\ud800" * 10_000, "\u202e" * 10_000, "🐚" * 10_000,
     "\x00" * 1_000_000, "e\u0301\u0301" * 300_000, "ב" * 5000, "aalbez balkom " * 50_000, "1" * 1_000_000],
)  # fmt: skip
def test_hostile_text_is_answered_in_few_words(text: str) -> None:
    bounded(text)


def bounded(text: str) -> None:
    reading = receipt.read(text)
    assert reading.words is None or reading.count == 8
    assert len(reading.problems) + len(reading.corrected) <= 16
    for one in (*reading.problems, *reading.corrected):
        assert len(one.typed) <= 24
        assert set(one.typed) <= {*ascii_lowercase, "·"}
    assert all(len(problem.suggestions) <= 3 for problem in reading.problems)


def test_letters_that_turn_the_line_around_are_not_shown() -> None:
    assert receipt.read("שלום").problems[0].typed == "····"


def test_what_was_read_hides_itself() -> None:
    reading = receipt.read("aalbes balkon citroen dakpan fietspda gordijn lepelaar qqqqqq")
    shown = f"{reading!r}{reading}{reading.problems!r}{reading.corrected!r}"
    assert not any(part in shown for part in (*EIGHT, "fietspda", "qqqqqq"))


@pytest.mark.parametrize(
    "secret",
    [Receipt(EIGHT), Passphrase("aalbes balkon citroen dakpan fietspad gordijn")],
    ids=["receipt", "staff"],
)
def test_secrets_hide_themselves(secret: Receipt | Passphrase) -> None:
    for shown in (repr(secret), str(secret), f"{secret}", f"{secret:>10}", "%s" % secret):  # noqa: UP031
        assert "aalbes" not in shown
    for leak in (pickle.dumps, copy.copy, copy.deepcopy, hash):
        with pytest.raises(TypeError):
            leak(secret)
    assert not hasattr(secret, "__dict__")


def test_receipts_are_equal_when_their_words_are() -> None:
    assert Receipt(EIGHT) == Receipt(list(EIGHT))
    assert Receipt(EIGHT) != Receipt(EIGHT[::-1])
    assert Receipt(EIGHT) != EIGHT
    assert Receipt(EIGHT).words() == EIGHT
    assert Receipt(EIGHT).secret_bytes() == b"aalbes balkon citroen dakpan fietspad gordijn lepelaar zeehond"


@pytest.mark.parametrize(
    "words", [(), EIGHT[:7], (*EIGHT, "aalbes"), (*EIGHT[:7], "Zeehond"), (*EIGHT[:7], "qqqq")]
)
def test_other_words_are_no_receipt(words: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="eight words of the list") as caught:
        Receipt(words)
    assert "aalbes" not in str(caught.value)


def test_a_drawn_passphrase_has_six_words() -> None:
    words = receipt.draw_passphrase().text.split(" ")
    assert len(words) == 6
    assert set(words) <= set(receipt.words())


SIX = "aalbes balkon citroen dakpan fietspad gordijn"


@pytest.mark.parametrize("text", [SIX, SIX.upper(), f"  {SIX}\n", SIX.replace(" ", "\n"), SIX.replace(" ", "-"),
                                  "1. Aalbes 2. Balkon 3. Citroen 4. Dakpan 5. Fietspad 6. Gordĳn"])  # fmt: skip
def test_a_drawn_passphrase_opens_however_it_is_typed(text: str) -> None:
    assert Passphrase(text) == Passphrase(SIX)


@pytest.mark.parametrize("text", [SIX.replace("gordijn", "gordijm"), SIX + "1x", SIX.replace(" ", "")])
def test_another_passphrase_is_another(text: str) -> None:
    assert Passphrase(text) != Passphrase(SIX)


def test_in_a_passphrase_of_ones_own_capitals_count_and_spaces_do_not() -> None:
    own = "Mijn Oma fietst naar Zwolle"
    assert Passphrase(f" {own.replace(' ', '  ')} ") == Passphrase(own)
    assert Passphrase("Café aan de haven!") == Passphrase("Cafe\u0301 aan de haven!")
    assert Passphrase(own.lower()) != Passphrase(own)


@pytest.mark.parametrize("text", ["", "   \n", "aalbes balkon", "x" * 15, "x" * 257, "a" + " " * 100])
def test_a_passphrase_that_is_too_short_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(RefusedError) as caught:
        Passphrase(text)
    assert caught.value.field == "passphrase"


@given(st.text(st.characters(), max_size=256))
def test_a_passphrase_is_taken_or_refused(text: str) -> None:
    try:
        taken = Passphrase(text)
    except RefusedError:
        return
    assert taken == Passphrase(taken.text)
