"""Citations as text, BibTeX and RIS, from what was seen of each source and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tongren.findings.claims import Citation

BIBTEX_KIND = {"guideline": "techreport", "web": "misc", "guidance": "misc", "data": "misc"}
RIS_KIND = {"guideline": "RPRT", "web": "ELEC", "guidance": "GEN", "data": "DATA"}
PERSON = re.compile(r"(.+) ((?:[A-Z][a-z]?-?){1,3}[a-z]?)(?: \(.*\))?$")
SPECIAL = re.compile(r"([&%$#_{}])")


def text(c: Citation) -> str:
    """Return one line: authors, title, journal, year, identifiers, and what became of it."""
    head = ". ".join(x.rstrip(".") for x in (c.authors, c.title) if x)
    where = " ".join(x for x in (c.journal, str(c.year) if c.year else "") if x)
    ids = ", ".join(x for x in (f"doi:{c.doi}" if c.doi else "", f"PMID {c.pmid}" if c.pmid else "", c.pmcid) if x)
    return ". ".join(x for x in (head, where, ids, c.became.rstrip(".\N{IDEOGRAPHIC FULL STOP}")) if x) + "."


def _authors(c: Citation) -> list[str]:
    """Family name, comma, initials; a body of people keeps its name as it is."""
    if PERSON.match(re.split(r"[;,]", c.authors)[0].strip()) is None:
        return [c.authors] if c.authors else []
    names = (n.strip() for n in re.split(r"[;,]\s*", re.sub(r",?\s*et al\.?", "", c.authors)))
    return [f"{m[1]}, {m[2]}" if (m := PERSON.match(n)) else n for n in names if n]


def _tex_author(name: str) -> str:
    return _tex(name) if ", " in name and PERSON.match(name.replace(",", "", 1)) else f"{{{_tex(name)}}}"


def _tex(value: str) -> str:
    return SPECIAL.sub(r"\\\1", value)


def bibtex(citations: Iterable[Citation]) -> str:
    """Return BibTeX entries, one a source that can be identified; parts not seen are left out."""
    out = []
    for c in citations:
        if not c.identified:
            continue
        more = " and others" if "et al" in c.authors else ""
        fields = {
            "author": " and ".join(map(_tex_author, _authors(c))) + more if c.authors else "",
            "title": f"{{{_tex(c.title)}}}" if c.title else "",
            "journal": _tex(c.journal), "year": str(c.year or ""), "doi": c.doi, "pmid": c.pmid, "pmcid": c.pmcid,
            "note": _tex(f"{c.status}: {c.status_note}") if c.status != "current" else "",
        }  # fmt: skip
        body = ",\n".join(f"  {k} = {{{v}}}" for k, v in fields.items() if v)
        out.append(f"@{BIBTEX_KIND.get(c.kind, 'article')}{{{c.id},\n{body}\n}}\n")
    return "\n".join(out)


def ris(citations: Iterable[Citation]) -> str:
    """Return RIS records, one a source that can be identified; parts not seen are left out."""
    out = []
    for c in citations:
        if not c.identified:
            continue
        rows = [("TY", RIS_KIND.get(c.kind, "JOUR")), ("ID", c.id), *(("AU", a) for a in _authors(c)), ("TI", c.title), ("JO", c.journal),
                ("PY", str(c.year or "")), ("DO", c.doi), ("AN", f"PMID:{c.pmid}" if c.pmid else ""), ("C2", c.pmcid),
                ("N1", f"{c.status}: {c.status_note}" if c.status != "current" else "")]  # fmt: skip
        out.append("".join(f"{k}  - {v}\n" for k, v in rows if v) + "ER  - \n")
    return "\n".join(out)
