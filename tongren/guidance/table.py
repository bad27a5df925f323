"""Everything a session can say, as one table of a language: the very rows that sessions are worked out from.

A page that has lost its server applies them row by row (web/src/state/table.ts) and comes to the same as `session`: no rule is evaluated
for the table alone.  tests/web/test_table.py compares both.
"""

from __future__ import annotations

from tongren.guidance import rows
from tongren.guidance.complaints import choices
from tongren.guidance.gate import answers_of
from tongren.guidance.practice import language_of, practice
from tongren.guidance.table_shapes import Table
from tongren.guidance.taken import answer_row, place_row


def table(language: str = "en") -> Table:
    """Return the table of a language.  Raises InputError for a language that there is not."""
    language_of(language)
    known = practice()
    codes = dict.fromkeys(row.point for key in known["complaints"] for row in choices(key))
    return Table(
        language=language,
        joiner=rows.joiner_of(language),
        complaints={key: rows.complaint_row(key, language) for key in known["complaints"]},
        answers=tuple(answer_row(key, language) for key in answers_of(known["gate"]).has),
        places={key: place_row(key, language) for key in known["places"]},
        points={code: rows.point_row(code, language) for code in codes},
        tools=tuple(rows.tool_row(key, language) for key in known["tools"]),
        techniques={key: rows.technique_row(key, language) for key in known["techniques"]},
        pressures={key: rows.pressure_row(key, language) for key in known["pressures"]},
        **vars(rows.shared_lines(language)),
    )
