"""Fit the template to a scan: from an even sample of the scan to a posed body on its skin, with what was seen of it.

Starts (fit_start.py) -> the main bones on a coarse set of vertices -> the best start, all bones, the finer set ->
the skin's own smooth displacement (fit_skin.py) -> the same skin at rest.  Every round pairs anew and takes one
Gauss-Newton step; what a pair may be off shrinks from round to round.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np

from tongren.allowed import shown, whole_number
from tongren.body.person import Measures, Sex, origin_of
from tongren.body.posed_model import Fit, before_posing, undone
from tongren.body.restspace import RestSpace
from tongren.body.shape import RestState
from tongren.body.template import FloatArray, template
from tongren.errors import InputError
from tongren.fitting.clothes import Clothes, undressed
from tongren.fitting.joints import SMALL, chosen
from tongren.fitting.limbs import with_hands
from tongren.fitting.match import Pairing, Stage, skin_of
from tongren.fitting.report import distance_and_rest, regions
from tongren.fitting.rough import Begun, Told, rounds, way_round
from tongren.fitting.scanned import ScanFit
from tongren.fitting.sigma import sigma_of_skin
from tongren.fitting.skin import displaced
from tongren.fitting.space import KNOWN, female_share, fit_space
from tongren.scans.reading import Scan

FINE = (
    Stage(30, 10, 40, 0.05), Stage(28, 9, 40, 0.02), *(Stage(reach, max(6, reach - 18), 40, 0.0, True) for reach in (26, 24)),
    *(Stage(reach, 6, 30, 0.0, True) for reach in (22, 20, 18, 17, 16, 15, 15, 15, 15)),
)  # fmt: skip
BEFORE_HANDS = 4  # rounds before the hands are turned; they go on two rounds back
TOO_FAR_MM = 8.0  # median distance of the scan from the body before its skin is drawn to it, beyond which there is no body
MOST_BESIDE = 0.4  # share of the scan beside the best body, beyond which there is a second one: with a chair up to 0.15, two people 0.5 and more
LEAST_COVERAGE = 0.15  # of the skin of the whole body, below which there is too little of one


def posed_fit(begun: Begun, known: dict[str, float], told: Told) -> tuple[RestSpace, Fit, Pairing, Clothes]:
    """Return the space of bodies, the fit of shape and pose to a scan, its last pairing, and what is worn."""
    s, fit, fine = fit_space(known), begun.fit, begun.fine
    pairing = Pairing(begun.sample, s.subset)
    fit = with_hands(s, rounds(s, fit, pairing, FINE[:BEFORE_HANDS], chosen(SMALL), told, 0.1), fine)
    told("hands", 0.2)
    fit = rounds(s, fit, pairing, FINE[BEFORE_HANDS - 2 :], chosen(SMALL), told, 0.05)
    fit, clothes = undressed(s, fit, pairing, FINE[BEFORE_HANDS - 2 :])
    told("clothes", 0.05)
    return s, fit, pairing, clothes


def _known(measures: Measures) -> dict[str, float]:
    """What is known of the person, by the names of KNOWN."""
    given = {k: float(v) for k, v in measures.given.items() if not isinstance(v, str)}
    if measures.sex is not None:
        given["female"] = float(measures.sex == "female")
    return {k: given[k] for k in KNOWN if k in given}


def _rest_state(s: RestSpace, fit: Fit, own: FloatArray) -> RestState:
    """The state before posing of a skin of its own (V, 3) on a fit's bones."""
    heads = s.mean_heads + np.tensordot(fit.shape, s.basis_heads, 1)
    orientations = np.swapaxes(s.stance(fit.shape), 1, 2) @ template().reference_orientations
    orientations[0] = np.eye(3)
    return RestState(own[None].astype(np.float32), heads[None].astype(np.float32), orientations[None].astype(np.float32))


def _sex_taken(sex: str | None, s: RestSpace, fit: Fit) -> tuple[Sex, list[str]]:
    if sex is not None:
        return ("female" if sex == "female" else "male"), []
    share = female_share(s, fit.shape)
    taken: Sex = "female" if share > 0.5 else "male"
    return taken, [f"build taken: {taken}, by the shape ({abs(2 * share - 1):.0%} sure); give the sex to be safe"]


def _check_body(name: str, off_mm: float, beside: float, coverage: float) -> None:
    """Raise InputError where what was fitted is no body, or not all there is."""
    advice = "give a scan of one person, and --up, --front or --unit where they were found wrongly"
    if off_mm > TOO_FAR_MM:
        raise InputError(
            f"{name}: no human body comes near this scan: half of it lies more than {off_mm:.0f} mm off the best body "
            f"(allowed: {TOO_FAR_MM:.0f}); {advice}"
        )
    if beside > MOST_BESIDE:
        raise InputError(
            f"{name}: {beside:.0%} of this scan lies beside the best body (allowed: {MOST_BESIDE:.0%}), as where there are two; "
            "cut the scan to one person"
        )
    if coverage < LEAST_COVERAGE:
        raise InputError(f"{name}: the scan shows {coverage:.0%} of the skin of the best body (allowed: {LEAST_COVERAGE:.0%} or more); {advice}")


def fit_scan(scan: Scan, measures: Measures | None = None, seed: int = 0, progress: Told | None = None) -> ScanFit:
    """Return the body fitted to a scan.

    measures: what is known of the person, such as Measures(sex="male", height_cm=176); each narrows the belief.
    seed: of the scan's sample.  progress: called with a word and the share of the work just done (in all 1).
    Raises InputError where no body comes near the scan.
    """
    if not isinstance(scan, Scan):
        raise InputError(f"scan is {shown(scan)}; allowed: what read_scan gives")
    measures = Measures() if measures is None else measures
    if not isinstance(measures, Measures):
        raise InputError(f'measures is {shown(measures)}; allowed: Measures, such as Measures(sex="male", height_cm=176)')
    whole_number("seed", seed, 0)
    told: Told = progress or (lambda word, share: None)
    started = perf_counter()
    known = _known(measures)
    begun = way_round(scan, known, seed, told)
    scan, fine = begun.scan, begun.fine
    s, fit, pairing, clothes = posed_fit(begun, known, told)
    skin = skin_of(s, fit)
    fitted = displaced(skin, fine, clothes.off_mm)
    told("skin", 0.1)
    report, coverage = regions(scan.name, fitted, fine)
    _check_body(scan.name, *distance_and_rest(skin.raised(clothes.off_mm), begun.sample), coverage)
    sigma = sigma_of_skin(s, fit, pairing, FINE[-1], chosen(SMALL), skin, fitted, clothes)
    taken, notes = _sex_taken(measures.sex, s, fit)
    rest = undone(s, fit, fitted.vertices)
    told("sigma", 0.05)
    return ScanFit(
        taken, scan.name, fitted.vertices, rest - origin_of(rest[None])[0], _rest_state(s, fit, before_posing(s, fit, fitted.vertices)),
        sigma, fitted.seen, fitted.gap_mm, report, (*scan.notes, *clothes.notes, *notes), perf_counter() - started, scan,
    )  # fmt: skip
