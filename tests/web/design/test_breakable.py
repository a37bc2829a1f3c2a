"""A long word in the cell of a table: it may go on on the next line, and nothing of it is markup."""

from __future__ import annotations

import pytest

from weerbaar.web.design.templatetags.design import breakable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("ongewenste omgangsvormen", "ongewenste omgangsvormen"),
        ("SHA-256: " + "0a" * 16, "SHA-256: 0a0a0a0a0a0a<wbr>0a0a0a0a0a0a<wbr>0a0a0a0a"),
        (
            "stukken/01-verslag-van-de-dag.txt",
            "stukken/<wbr>01-<wbr>verslag-<wbr>van-<wbr>de-<wbr>dag.<wbr>txt",
        ),
        ("<b>kort</b>", "&lt;b&gt;kort&lt;/b&gt;"),
        ("<script>alert(1)</script>", "&lt;<wbr>script&gt;<wbr>alert(<wbr>1)&lt;/<wbr>script&gt;"),
        ("-" * 30, "-" * 30),
    ],
)
def test_a_long_word_may_break_and_another_one_may_not(text, shown):
    assert breakable(text) == shown
