"""Procedures as text: what the files in `definitions/` may say, and what reading one gives. A case keeps its version.

A file names stages, steps, roles, guards and terms from the lists in `values` and holds no expressions, so that a lawyer
can review the difference between two versions. What cannot be followed to its end is refused with a sentence (C1).
"""

from weerbaar.cases.procedures.checks import BLANKS, BOUND, LAW, OMBUDSMAN, Limit, problems
from weerbaar.cases.procedures.loading import (
    DEFINITIONS,
    newest,
    published,
    read,
    read_all,
    read_file,
    version_of,
)
from weerbaar.cases.procedures.values import (
    STATUTORY,
    Authority,
    Basis,
    Doer,
    From,
    Guard,
    Letter,
    Line,
    Move,
    Place,
    Procedure,
    ProcedureError,
    Retention,
    Step,
    Stop,
    TermName,
    TermRule,
    Unit,
)

__all__ = [
    "BLANKS",
    "BOUND",
    "DEFINITIONS",
    "LAW",
    "OMBUDSMAN",
    "STATUTORY",
    "Authority",
    "Basis",
    "Doer",
    "From",
    "Guard",
    "Letter",
    "Limit",
    "Line",
    "Move",
    "Place",
    "Procedure",
    "ProcedureError",
    "Retention",
    "Step",
    "Stop",
    "TermName",
    "TermRule",
    "Unit",
    "newest",
    "problems",
    "published",
    "read",
    "read_all",
    "read_file",
    "version_of",
]
