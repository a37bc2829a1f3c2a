"""How many single typing errors in a word of the receipt list are put right without doubt."""

from __future__ import annotations

from collections import Counter
from string import ascii_lowercase

from weerbaar.ground.receipt import words


def errors(word: str) -> set[str]:
    """Everything that one letter left out, added, replaced or swapped makes of `word`."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    made = {left + right[1:] for left, right in halves if right}
    made |= {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    made |= {left + letter + right[1:] for left, right in halves if right for letter in ascii_lowercase}
    made |= {left + letter + right for left, right in halves for letter in ascii_lowercase}
    return made - {word}


def kind_of(typed: str, word: str) -> str:
    """Which of the four errors made `typed` of `word`."""
    if len(typed) != len(word):
        return "left out" if len(typed) < len(word) else "added"
    return "swapped" if sorted(typed) == sorted(word) else "replaced"


def main() -> None:
    """Make every error in every word; one that no other word can make too is put right. Prints the shares."""
    makers = Counter(typed for word in words() for typed in errors(word))
    made: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for word in words():
        for typed in errors(word):
            for name in ("all", kind_of(typed, word)):
                made[name] += 1
                right[name] += makers[typed] == 1
    for name, count in made.items():
        print(f"{name:10} {count:>9,} errors, {right[name] / count:.2%} put right")
    print(f"errors that make another word of the list: {sum(makers[word] for word in words())}")


if __name__ == "__main__":
    main()
