"""Errors that may reach a person. Each carries a sentence that says what to do, in the language of the page.

A sentence here never holds a secret, a name or a word that somebody typed: what is logged of it must be harmless.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class WeerbaarError(Exception):
    """Something that a rule refuses. `sentence` is a gettext message id: Dutch, short, says what to do."""

    def __init__(self, sentence: str, *, field: str = "", **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.values = values


class NotAllowedError(WeerbaarError):
    """The actor may not do this. Pages answer it as if the thing did not exist (promise 1)."""


class RefusedError(WeerbaarError):
    """The rule of the verb says no, for a reason that the actor may know."""


class ManyRefusedError(RefusedError):
    """More than one thing is wrong with what was asked. It reads as the first of `errors`; a page shows them all."""

    def __init__(self, errors: Sequence[RefusedError]) -> None:
        first = errors[0]
        super().__init__(first.sentence, field=first.field, **first.values)
        self.errors = tuple(errors)


class GoneError(WeerbaarError):
    """The thing is no longer there: sent, destroyed, withdrawn or expired."""
