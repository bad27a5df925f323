"""Citations as text, BibTeX and RIS; absolute effects."""

from __future__ import annotations

import re

import pytest

from tongren.errors import InputError
from tongren.findings import cite
from tongren.findings.claims import Citation, evidence
from tongren.findings.known import page
from tongren.findings.lookup import subject_of
from tongren.pooling.absolute import of_hundred, with_treatment

LEE = Citation("lee2015", "review", "Lee A, Chan SKC, Fan LTY", "Stimulation of the wrist & more", "Cochrane Database of Systematic Reviews", 2015,
               "10.1002/14651858.CD003281.pub4", "26522652", "PMC4679372", "superseded", "a newer edition",
               "Superseded: a newer edition.")  # fmt: skip
NICE = Citation("ng59", "guideline", "National Institute for Health and Care Excellence", "Low back pain", "NICE", 2016, "", "", "", "current", "")
BARE = Citation("x", "review", "", "", "", None, "", "", "", "current", "")


def test_text() -> None:
    assert cite.text(LEE) == (
        "Lee A, Chan SKC, Fan LTY. Stimulation of the wrist & more. Cochrane Database of Systematic Reviews 2015. "
        "doi:10.1002/14651858.CD003281.pub4, PMID 26522652, PMC4679372. Superseded: a newer edition."
    )


def test_bibtex() -> None:
    made = cite.bibtex([LEE, NICE, BARE])
    assert "author = {Lee, A and Chan, SKC and Fan, LTY}" in made
    assert r"title = {{Stimulation of the wrist \& more}}" in made
    assert "@techreport{ng59,\n  author = {{National Institute for Health and Care Excellence}}" in made
    assert made.count("@") == 2, "a source that cannot be identified has no entry"


def test_ris() -> None:
    made = cite.ris([LEE])
    assert made.startswith("TY  - JOUR\nID  - lee2015\nAU  - Lee, A\nAU  - Chan, SKC\nAU  - Fan, LTY\nTI  - ")
    assert "DO  - 10.1002/14651858.CD003281.pub4\n" in made
    assert made.endswith("ER  - \n")


def test_every_source_that_is_shown_gives_one_well_formed_entry() -> None:
    shown = list({c.citation.id: c.citation for c in evidence().claims if c.citation.identified}.values())
    made = cite.bibtex(shown)
    assert len(re.findall(r"^@\w+\{\w+,$", made, re.M)) == len(shown) > 60
    assert made.count("{") == made.count("}")
    assert cite.ris(shown).count("ER  - ") == len(shown)


def test_people_of_a_hundred() -> None:
    assert with_treatment("RR", 0.73, 0.42) == pytest.approx(0.3066)
    assert with_treatment("OR", 0.5, 0.5) == pytest.approx(1 / 3)
    assert with_treatment("RD", -0.2, 0.1) == 0
    found = of_hundred("RR", 0.68, 0.60, 0.77, 394 / 952)
    assert [round(x) for x in (found.without, found.with_it, found.low, found.high)] == [41, 28, 25, 32]
    with pytest.raises(InputError, match="events divided by people"):
        with_treatment("RR", 1, 42)
    with pytest.raises(InputError, match="RR, OR or RD"):
        with_treatment("SMD", 1, 0.4)


def test_people_of_a_hundred_only_where_a_baseline_is_known() -> None:
    def said(name: str) -> list[str]:
        return [x.text for x in page(subject_of(name)) if "of 100 people" in x.text.lower()]

    assert said("PONV") == ["Of 100 people 28 instead of 41 (25 to 32): for nausea in the control groups of 16 trials, 394 of 952 [lee2004]"]
    assert said("IBS") == []
