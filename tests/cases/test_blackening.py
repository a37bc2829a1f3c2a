"""A name that stays out is gone from the text, however it was written (C14)."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerbaar.audit.manifests import plain_name
from weerbaar.cases import blackening, folded, numbers_known
from weerbaar.cases.blackening import NAME_GONE, WORD_GONE, Blackened, Blackening
from weerbaar.cases.copy_contents import _One
from weerbaar.cases.folded import letters_of

BRAM = Blackening(["Bram van der Kuipers", "Sem Vos", "Bo Li"])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Bram van der Kuipers kwam binnen.", f"{NAME_GONE} kwam binnen."),
        ("Ik zag Bram. Later zag ik Kuipers.", f"Ik zag {NAME_GONE}. Later zag ik {NAME_GONE}."),
        ("B. van der Kuipers tekende.", f"{NAME_GONE} tekende."),
        ("Kuipers, Bram", NAME_GONE),
        ("KUIPERS en kuipers", f"{NAME_GONE} en {NAME_GONE}"),
        ("Brams auto, Bram’s auto", f"{NAME_GONE} auto, {NAME_GONE} auto"),
        ("Kúípers en Ku\u0301ipers", f"{NAME_GONE} en {NAME_GONE}"),
        ("Kui\u00adpers, Kui\u200bpers", NAME_GONE),
        ("mail bkuipers@stad.example nu", f"mail {NAME_GONE} nu"),
        ("mail s.vos@stad.example nu", f"mail {NAME_GONE} nu"),
        ("#BramKuipers", f"#{NAME_GONE}"),
        ("bram_kuipers.docx", f"{NAME_GONE}.docx"),
        ("De heer Vos liep door het bos.", f"De heer {NAME_GONE} liep door het bos."),
        ("Bo was er, en een bo niet", f"{NAME_GONE} was er, en een bo niet"),
        ("\uff22\uff52\uff41\uff4d", NAME_GONE),
        ("Van der Berg is iemand anders.", "Van der Berg is iemand anders."),
        ("", ""),
    ],
)
def test_a_name_is_taken_out(text, left):
    assert BRAM.of(text).text == left


@pytest.mark.parametrize(
    ("text", "is_left"),
    [
        ("Bel 06 12345678", False),
        ("Bel 0612345678", False),
        ("Bel +31 6 1234 5678", False),
        ("Bel 06-12345679", True),
        ("Mail noor@post.example", False),
        ("Mail NOOR@POST.example", False),
        ("Op 22-11-2026", True),
    ],
)
def test_how_somebody_is_reached_is_taken_out(text, is_left):
    black = Blackening([], reach=["06 12345678, noor@post.example"])
    assert (black.of(text).text == text) is is_left


def test_words_by_hand_are_taken_out_wherever_they_stand():
    black = Blackening(["Sem Vos"], ["de  kantine", "kantine aan de kade", "(x.y"])
    given = "In De\nKantine van Vos; de kantine aan de kade (x.y)"
    assert black.of(given) == Blackened(
        f"In {WORD_GONE} van {NAME_GONE}; {WORD_GONE} aan de kade {WORD_GONE})", 1, 3
    )


def test_it_counts_names_and_not_marks_that_somebody_typed():
    assert BRAM.of(f"{NAME_GONE} en Sem Vos").names == 1
    assert BRAM.of("Bram en Bram").names == 2


def test_what_looks_like_a_name_is_told_and_stays():
    text = "Kuijper of Kuipers? Kuiper zei het."
    left = BRAM.of(text).text
    assert "Kuipers" not in left
    assert "Kuiper" in BRAM.like(left)
    assert BRAM.like("De fiets stond buiten.") == ()


def test_without_anything_to_take_out_a_text_is_as_it_was():
    text = "Bram\u00a0zei: 'Ω — ½'\r\n\tniets"
    assert Blackening([]).of(text) == Blackened(text)


MORE = Blackening(
    ["Bram van der Kuipers", "Sem Vos", "Bo Li", "Jan-Willem O'Neil", "Anne de Wit", "Noor Visser"]
)


@pytest.mark.parametrize(
    "text",
    [
        # two letters, and three or four inside a word
        "bo.li@stad.example",
        "b.li@stad.example",
        "bo-li",
        "bo_li",
        "Bo's",
        "semvos",
        "SemVos",
        "Vossem",
        "svos@stad.example",
        "anne-dewit",
        "DEWIT",
        "Vosje",
        "Noortje",
        "ONeil",
        "O’Neil",
        "JanWillem",
        # broken and spaced
        "Kui-pers",
        "Kuip-\ners",
        "Kuip-\r\n    ers",
        "Kui pers",
        "K u i p e r s",
        "K.u.i.p.e.r.s",
        "K-u-i-p-e-r-s",
        "V o s",
        # initials without a stop
        "B van der Kuipers",
        "JW O'Neil",
        "J W O'Neil",
        "BvdK",
        "b. v.d. Kuipers",
        # letters that look like others, and wider ones
        "\u0412ram",
        "Br\u0430m",
        "V\u03bfs",
        "\uff2b\uff35\uff29\uff30\uff25\uff32\uff33",
        "\U0001d40aui\u0440\u0435rs",
    ],
)
def test_a_name_is_taken_out_as_people_write_it(text):
    assert MORE.of(text).text == NAME_GONE
    assert MORE.of(f"Dat was {text}, zei ik.").text == f"Dat was {NAME_GONE}, zei ik."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("semvos.pdf", f"{NAME_GONE}.pdf"),
        ("#SemVos", f"#{NAME_GONE}"),
        ("Semvos2.docx", f"{NAME_GONE}2.docx"),
        ("bo-li.pdf", f"{NAME_GONE}.pdf"),
        ("de vissersboot", f"de {NAME_GONE}"),
        ("Het bos, een deli, ja of no oranje", "Het bos, een deli, ja of no oranje"),
        ("Bestel dit bij info@stad.example", "Bestel dit bij info@stad.example"),
    ],
)
def test_what_stands_around_a_name_stays(text, left):
    assert MORE.of(text).text == left


UNSEEN = "\u00ad\u034f\u0301\u115f\u1160\u180e\u200b\u200d\u200e\u202e\u2060\u2066\u2067\u2068\u2069\u3164\ufe00\ufe0f"
UNSEEN += "\ufeff\uffa0\u00b7\x00\x08\U000e0061"


@pytest.mark.parametrize("sign", UNSEEN)
def test_a_sign_that_nobody_sees_hides_no_name(sign):
    assert MORE.of(f"Kui{sign}pers").text == NAME_GONE
    assert MORE.of(f"V{sign}os").text == NAME_GONE
    assert MORE.of(f"bo{sign}li@stad{sign}.example").text == NAME_GONE


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Bel 06 12345678 (2 keer)", f"Bel {NAME_GONE} (2 keer)"),
        ("Bel 06-12345678 10:30", f"Bel {NAME_GONE} 10:30"),
        ("0612345678\n2. Daarna", f"{NAME_GONE}\n2. Daarna"),
        ("0612345678/0201234567", f"{NAME_GONE}/0201234567"),
        ("0201234567/0612345678", f"0201234567/{NAME_GONE}"),
        ("061234\u200b5678", NAME_GONE),
        ("om 10:30 0612345678", f"om 10:30 {NAME_GONE}"),
        ("3 0612345678", f"3 {NAME_GONE}"),
        ("+31 (0)6 12 34 56 78, 3x", f"{NAME_GONE}, 3x"),
        ("0031612345678", NAME_GONE),
        ("+31612345678", NAME_GONE),
        ("06.12.34.56.78", NAME_GONE),
        ("12345678", NAME_GONE),
        ("nummer 345678", f"nummer {NAME_GONE}"),
        ("zaak 9934567812", "zaak 9934567812"),
        ("Op 22-11-2026 om 10:30", "Op 22-11-2026 om 10:30"),
        ("06 1234 en 5678", "06 1234 en 5678"),
    ],
)
@pytest.mark.parametrize("reach", ["06 12345678", "+31 6 1234 5678", "tel. 0612345678 of noor@post.example"])
def test_a_number_is_found_whatever_figures_stand_beside_it(text, left, reach):
    assert Blackening([], reach=[reach]).of(text).text == left


def test_each_number_of_somebody_is_found():
    black = Blackening([], reach=["06 12345678, 020-1234567"])
    assert black.of("0612345678 en (020) 123 45 67").text == f"{NAME_GONE} en {NAME_GONE}"
    behind = Blackening([], reach=["0612345678 0201234567"])
    assert behind.of("020 1234567").text == NAME_GONE


@pytest.mark.parametrize(
    "text",
    [
        "noor@post.example",
        "noor @ post.example",
        "noor[at]post.example",
        "Kerkstraat 4",
        "kerkstraat\n4",
        "noortje_v",
    ],
)
def test_other_ways_to_be_reached_are_taken_out(text):
    black = Blackening([], reach=["noor@post.example, Kerkstraat 4; @noortje_v"])
    assert black.of(f"via {text} dus").text == f"via {NAME_GONE} dus"


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("李 明", ["李 明", "李明", "我见过李明了"]),
        ("Van den Ten", ["Van den Ten", "van den ten", "v.d. Ten", "Ten, van den", "VAN DEN TEN"]),
        ("Le Van Te", ["Le Van Te", "le van te"]),
        ("De Heer", ["De Heer", "DE HEER"]),
        ("Du La", ["Du La", "du la", "dula"]),
        ("Mr. Ba Ma", ["Ba Ma", "mr. ba ma"]),
        ("Al", ["Al", "AL"]),
        ("D. V.", ["D. V", "D.V"]),
        ("Özgür Iğdır", ["Iğdır", "IĞDIR", "igdir", "ÖZGÜR", "İĞDİR"]),
        ("Đorđe Đokić", ["Dorde", "ĐOKIĆ", "djokic.Đorđe"]),
        ("José Ñ", ["José Ñ", "jose n"]),
        ("Νίκος Ρήγας", ["Νίκος", "ΝΊΚΟΣ", "νίκος ρήγας", "ΡΉΓΑΣ"]),
        ("Иван Петров", ["Иван", "ИВАН", "петров"]),
    ],
)
def test_a_name_without_a_telling_word_is_looked_for_as_a_whole(name, texts):
    black = Blackening([name])
    for text in texts:
        left = black.of(f"({text})").text
        assert NAME_GONE in left
        assert text not in left


@pytest.mark.parametrize(
    ("name", "is_sought"),
    [
        ("Bram Kuipers", True),
        ("Bo Li", True),
        ("李", True),
        ("Van den Ten", True),
        ("De Heer", True),
        ("Jan van der Haar", True),
        ("Al", False),
        ("Ng", False),
        ("Haar", False),
        ("D. V.", False),
        ("X", False),
        ("?", False),
        ("", False),
    ],
)
def test_it_says_which_names_a_person_must_look_for(name, is_sought):
    assert Blackening([name, "Sem Vos"]).not_sought == (() if is_sought else (name,))


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Jan van der Haar", "Ik sprak met haar.", "Ik sprak met haar."),
        ("Jan van der Haar", "Van der Haar kwam.", f"{NAME_GONE} kwam."),
        ("Jan van der Haar", "jan van der haar kwam", f"{NAME_GONE} kwam"),
        ("Jan van der Haar", "van der haar kwam", f"{NAME_GONE} kwam"),
        ("Piet Elf", "om elf uur, Piet Elf", f"om elf uur, {NAME_GONE}"),
        ("Piet Elf", "piet elf", NAME_GONE),
        ("Zonder, Kees", "zonder iets bijzonders", "zonder iets bijzonders"),
        ("Acht", "Acht zei het om acht uur", f"{NAME_GONE} zei het om acht uur"),
        ("een collega van de balie", "Een collega stond aan de balie.", "Een collega stond aan de balie."),
        ("een collega van de balie", "Dat was een collega van de balie.", f"Dat was {NAME_GONE}."),
        ("mijn chef van Wonen", "De chef van wonen", f"De {NAME_GONE}"),
        ("mijn chef van Wonen", "De chef was bij Wonen", f"De chef was bij {NAME_GONE}"),
        ("De heer Al", "Toen kwam Al binnen", f"Toen kwam {NAME_GONE} binnen"),
    ],
)
def test_an_ordinary_word_is_a_name_with_a_capital_or_with_the_rest_of_it(name, text, left):
    assert Blackening([name]).of(text).text == left


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        (
            "Ik weet niet hoe hij heet. De man met de witte bus, Een van de buitendienst in Zuid.",
            "Hij laadt koper in. Een collega zag het. Ik heb hem er op aangesproken. De bus staat in Zuid.",
            f"Hij laadt koper in. Een collega zag het. Ik heb hem er op aangesproken. De bus staat in {NAME_GONE}.",
        ),
        (
            "Sjoerd Haan, die werkt er zonder vergunning",
            "Haan werkt er zonder vergunning. Jij: ik werk er.",
            f"{NAME_GONE} werkt er zonder vergunning. Jij: ik werk er.",
        ),
        (
            "mijn chef Jan Jansen-Bakker",
            "Mijn chef zei: Bakker doet het.",
            f"Mijn chef zei: {NAME_GONE} doet het.",
        ),
        ("De man heet Haar.", "Haar deed het, met haar auto.", f"{NAME_GONE} deed het, met haar auto."),
    ],
)
def test_a_description_takes_no_ordinary_words_with_it(name, text, left):
    assert Blackening([name]).of(text).text == left


def test_words_by_hand_are_found_as_they_read_and_never_leave_half_a_name():
    black = Blackening(["Bram Kuipers"], ["kantine", "kui"])
    assert black.of("K\u0430n\u200btin\u00e9").text == WORD_GONE
    assert black.of("Kuipers in de kantine") == Blackened(f"{NAME_GONE} in de {WORD_GONE}", 1, 1)


@pytest.mark.parametrize(
    "name", ["Kui\u65e5pers.pdf", "Kui\u2066pers.pdf", "Kui\u00b7pers.pdf", "a.Kui pers"]
)
def test_a_path_puts_no_name_together_again(name):
    assert "kuipers" in letters_of(plain_name(name))
    assert "kuipers" not in letters_of(_One(MORE).path(name))


NAMED = st.sampled_from(
    ["Bram", "Kuipers", "Bram van der Kuipers", "Sem Vos", "Vos", "Bo Li", "Visser", "O'Neil"]
)
HIDING = st.text(st.sampled_from(UNSEEN), max_size=2)


@settings(max_examples=300, deadline=None)
@given(
    before=st.text(max_size=30), after=st.text(max_size=30), name=NAMED, hiding=st.lists(HIDING, max_size=24)
)
def test_a_name_is_in_no_output(before, after, name, hiding):
    hidden = "".join(
        sign + sign_behind for sign, sign_behind in zip(name, hiding + [""] * len(name), strict=False)
    )
    left = MORE.of(f"{before} {hidden} {after}").text
    assert NAME_GONE in left
    stays = "".join(
        one if one.isalpha() else " " for one in folded.fold(left.replace(NAME_GONE, " ")).signs
    ).split()
    for word in name.split():
        if letters_of(word) not in {"bo", "li", "van", "der"}:
            assert letters_of(word) not in stays
    assert MORE.of(left).names == 0


@settings(max_examples=200, deadline=None)
@given(before=st.text(max_size=20), after=st.text(max_size=20))
def test_a_long_name_is_found_inside_whatever_is_written_on_to_it(before, after):
    assert "kuipers" not in letters_of(MORE.of(f"{before}Kuipers{after}").text.replace(NAME_GONE, " 0 "))


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("cgyx .,-'@_\n\r\t\u00a0/()0123456789" + UNSEEN), max_size=60))
def test_a_text_without_a_name_is_as_it_was(text):
    assert MORE.of(text) == Blackened(text)


def _steps(black, text):
    """How many lines run to blacken a text. Nothing else is counted: neither the clock nor what the machine does."""
    files = {one.__file__ for one in (blackening, folded, numbers_known)}
    count = 0

    def on_line(_frame, event, _arg):
        nonlocal count
        count += event == "line"
        return on_line

    before = sys.gettrace()
    sys.settrace(lambda frame, _event, _arg: on_line if frame.f_code.co_filename in files else None)
    try:
        black.of(text)
    finally:
        sys.settrace(before)
    return count


LONG = 100_000
ORDINARY = "Ik zag Bram op de trap. Later kwam ook Kuipers, en die zei 3 keer niets. "


def _steps_for(piece):
    black = Blackening(["Bram van der Kuipers", "D. V."], reach=["06 12345678, a@post.example"])
    return _steps(black, (piece * (LONG // len(piece) + 1))[:LONG])


@pytest.fixture(scope="module")
def ordinary_steps():
    return _steps_for(ORDINARY)


@pytest.mark.parametrize("piece", ["v. ", "A.", "q-", "Bram v. v. "])
def test_nobody_can_write_what_takes_for_ever(piece, ordinary_steps):
    assert _steps_for(piece) < 8 * ordinary_steps


@pytest.mark.parametrize(
    "piece",
    [
        ORDINARY,
        "v. ",
        "A. ",
        "Bram ",
        "BramKuipers",
        "d.v.",
        "a@",
        "a.",
        "0 ",
        "06-",
        "e\u0301",
        "Bb",
        ".",
        "-\n",
        "kuipers’s ",
    ],
)
def test_four_times_the_text_takes_four_times_the_steps(piece):
    """Whatever a reporter types, and however long: what is looked for in one place is not looked for there again."""
    black = Blackening(["Bram van der Kuipers", "D. V."], reach=["06 12345678, a@post.example"])
    short, long = (_steps(black, (piece * 20_000)[:length]) for length in (5_000, 20_000))
    assert short > 0
    assert long < 5 * short


@pytest.mark.parametrize("piece", ["v. ", "A.", "Bram v. v. "])
def test_a_long_row_takes_no_more_with_it_than_its_neighbours(piece):
    row = piece * 2000
    assert MORE.of(f"Eerst dit. {row}. En dan dat, zei Kuipers.").text.startswith("Eerst dit. ")
    assert "En dan dat, zei" in MORE.of(f"Eerst dit. {row}. En dan dat, zei Kuipers.").text
