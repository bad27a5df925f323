"""The six regions: in which order their landmarks are bound, since later ones lean on earlier ones."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from road_ledger import Done, Ledger, plain_remark
from template_tools import body


def arm(only: str = "") -> tuple[Ledger, Callable[[Ledger], None]]:
    """Shoulder to finger tips."""
    import arm_bones as bones
    import arm_forearm as forearm
    from arm_frame import Arm, cited
    from arm_hand import bind_hand
    from arm_upper import bind_upper

    def bind(book: Ledger) -> None:
        for step in (forearm.elbow, forearm.tendons_at_elbow, forearm.wrist, forearm.forearm_lines, bones.bones_of_forearm, bones.extensors):
            step(book)
        bind_upper(book)
        bind_hand(book)

    return Ledger("arm", Arm(), cited, plain_remark, only), bind


def back(only: str = "") -> tuple[Ledger, Callable[[Ledger], None]]:
    """Back, loin, sacrum, buttock, shoulder girdle and nape."""
    import back_girdle as girdle
    import back_hip as pelvic
    import back_spine as spine
    from back_views import Back, cited, remark

    def bind(book: Ledger) -> None:
        for step in (pelvic.pelvis, girdle.scapula, girdle.shoulder, girdle.spine_of_scapula, spine.spines, spine.neck, spine.sacrum):
            step(book)
        girdle.nape(book)
        pelvic.hip(book)
        spine.share_heights(book)

    return Ledger("back", Back(), cited, remark, only), bind


def foot(only: str = "") -> tuple[Ledger, Callable[[Ledger], None]]:
    """Ankle, foot and toes."""
    from foot_ankle import Ankle, bind_ankle, bind_borders, bind_heel, bind_hollow, bind_tarsus
    from foot_frame import Foot, FootManner, cited, remark
    from foot_tendons import bind_tendons
    from foot_toes import Forefoot, bind_toes

    here = Foot(body())

    def bind(book: Ledger) -> None:
        fore, ankle = Forefoot(here), Ankle(here)
        bind_toes(book, fore)
        bind_ankle(book, ankle)
        bind_heel(book, here, ankle)
        bind_tarsus(book, fore, ankle)
        bind_hollow(book, fore)
        bind_borders(book, here)
        bind_tendons(book, fore, ankle)

    return Ledger("foot", FootManner(here), cited, remark, only), bind


def head(only: str = "") -> tuple[Ledger, Callable[[Ledger], None]]:
    """Scalp, face and ear."""
    import head_ear as ear
    import head_eyes as eyes
    import head_hair as hair
    import head_jaw as jaw
    import head_nose as nose
    import head_scalp as scalp
    from head_skin import Head, cited

    early = (eyes.eyes, eyes.orbit_wall, eyes.orbit, eyes.foramen, nose.mouth, nose.lips, nose.nose, nose.nostril, nose.sulcus)
    middle = (eyes.brows, ear.mastoid, ear.auricle, ear.joint, ear.arteries, jaw.jaw, jaw.masseter, jaw.bisector, jaw.cheek, jaw.cheek_border)
    late = (hair.temple, hair.above_ear, hair.verticals, hair.behind_ear, hair.outer_parallel)

    def bind(book: Ledger) -> None:
        for step in (*early, *middle):
            step(book)
        line = scalp.tape(book)
        scalp.hairline_midpoints(book, line)
        scalp.inion(book, line)
        for step in (scalp.anterior, *late):
            step(book)

    return Ledger("head", Head(), cited, plain_remark, only), bind


def leg(only: str = "") -> tuple[Ledger, Callable[[Ledger], None]]:
    """Thigh, knee, leg and malleoli."""
    import leg_shank as shank
    import leg_sites as sites
    import leg_thigh as thigh
    from leg_frame import Leg, bone, cited

    def bind(book: Ledger) -> None:
        levels = sites.knee(book)
        sites.ankle(book)
        thigh.crease(book, levels)
        crease = float(book["popliteal_crease_midpoint"][2])
        thigh.hamstrings(book, crease)
        thigh.band(book, crease)
        thigh.front_of_thigh(book)
        shank.shin(book, levels)
        shank.calf(book)
        sites.finger_contact(book, book["iliotibial_band_posterior_border"], crease, float(bone("greater_trochanter")[2]))

    return Ledger("leg", Leg(), cited, plain_remark, only), bind


def trunk(only: str = "") -> tuple[Ledger, Callable[[Ledger], None]]:
    """Front and side of the trunk, front of the neck, armpit, groin and perineum."""
    from trunk_front import STATURE, bind_breast, bind_clavicle, bind_midline
    from trunk_groin import bind_groin, bind_perineum, bind_spine
    from trunk_neck import bind_larynx, bind_muscle
    from trunk_ribs import bind_arch, bind_armpit, bind_floating, bind_levels, bind_lines, bind_spaces
    from trunk_views import Trunk, cited, remark

    def bind(book: Ledger) -> None:
        for step in (bind_midline, bind_clavicle, bind_breast, bind_armpit, bind_lines, bind_levels, bind_spaces, bind_arch, bind_floating):
            step(book)
        for step in (bind_larynx, bind_muscle, bind_spine, bind_groin):
            step(book)
        bind_perineum(book, STATURE / 1740.0)

    return Ledger("trunk", Trunk(), cited, remark, only), bind


REGIONS = {"arm": arm, "back": back, "foot": foot, "head": head, "leg": leg, "trunk": trunk}


def bound(region: str, only: str = "") -> Ledger:
    """Return the ledger of a region with every landmark bound, or all up to `only`."""
    ledger, bind = REGIONS[region](only)
    with suppress(Done):
        bind(ledger)
    return ledger
