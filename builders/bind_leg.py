"""Bind the landmarks of thigh, knee and leg: writes atlas/bindings/leg.csv and atlas/roads/leg.csv."""

from __future__ import annotations

import bind_leg_shank as shank
import bind_leg_sites as sites
import bind_leg_thigh as thigh
from bind_leg_frame import Book, bone

KNEE = "the bone file's knee lies 10 to 50 mm distal of the bend of the mesh and 15 mm in front of its middle"
EDGE = "the relief shows the edge of the muscle beside it, not the tendon itself"
# Why the roads to a landmark lie more than 10 mm apart, found by looking at it
REASONS = {
    "patella_base": KNEE,
    "tibial_tuberosity": KNEE,
    "femur_lateral_epicondyle": KNEE + "; the low swelling of the mesh lies behind both",
    "patella_lateral_end_of_base": "the hollow beside the patella begins further out than its corner",
    "patella_medial_end_of_base": "the hollow beside the patella begins further out than its corner",
    "patellar_ligament_lateral_depression": "the knee is straight: the mesh's hollow is broad and deepest further out",
    "patellar_ligament_medial_depression": "the knee is straight: the mesh's hollow is broad and deepest further back",
    "medial_malleolus_prominence": (
        "the mesh's inner ankle has no sharp knob; the levels agree, front to back they differ"
    ),
    "lateral_malleolus_inferior_border": "the bone file's tip lies in front, as its prominence does",
    "popliteal_crease_lateral_end": "the mesh shows no crease on the outer side",
    "vastus_medialis_muscle_bulge": (
        "the ridge of the relief is the middle of quadriceps; the swelling lies medial of it"
    ),
    "rectus_femoris_tendon_lateral_border": EDGE,
    "biceps_femoris_semitendinosus_groove": (
        "the furrow of the mesh turns to the inner side; the true one stays in the middle"
    ),
    "biceps_femoris_iliotibial_band_groove": "the broad hollow above the knee has no sharp bottom",
    "semitendinosus_tendon": EDGE,
    "semitendinosus_tendon_lateral_border": EDGE,
    "semimembranosus_tendon": EDGE,
    "sartorius_muscle": "the hollow of the inner thigh lies behind the muscle in its upper half",
    "femoral_artery_in_thigh": "a straight cut leaves the femoral triangle, which bends with the thigh",
    "iliotibial_band_posterior_border": "the groove lies in front of the straight line by half the band's thickness",
    "tibia_medial_condyle_inferior_border": "the furrow of the mesh is that below the whole knee, higher behind",
    "tibia_medial_border": (
        "above, the edge is the groove between shin and calf; a real shin's edge lies a little further back"
    ),
    "tibia_angle_of_medial_condyle_and_posterior_border": (
        "2 of 15 parts from the patella fall lower than the condyle's edge"
    ),
    "tibia_anterior_border": "the relief follows the swelling of tibialis anterior, which overhangs the ridge",
    "fibula": KNEE,
    "fibula_anterior_border": KNEE,
    "fibula_posterior_border": KNEE,
    "fibula_calcaneal_tendon_groove": "the furrow of the mesh is broad",
    "gastrocnemius_bellies_calcaneal_tendon_junction": "the swelling of the mesh's calf ends lower than half way",
    "calcaneal_tendon": "the ridge of the mesh turns inward where the tendon begins",
    "calcaneal_tendon_medial_border": "edge of a ridge without a sharp foot",
    "calcaneal_tendon_lateral_border": "edge of a ridge without a sharp foot",
}


def bind() -> Book:
    """Every landmark of the leg, in the order in which they lean on each other."""
    book = Book(reasons=REASONS)
    levels = sites.knee(book)
    sites.ankle(book)
    thigh.crease(book, levels)
    crease = float(book["popliteal_crease_midpoint"][2])
    thigh.hamstrings(book, crease)
    thigh.band(book, crease)
    thigh.front_of_thigh(book)
    shank.shin(book, levels)
    shank.calf(book)
    trochanter = float(bone("greater_trochanter")[2])
    sites.finger_contact(book, book["iliotibial_band_posterior_border"], crease, trochanter)
    return book


if __name__ == "__main__":
    done = bind()
    done.write("leg")
    for name, gap in sorted(done.gaps.items(), key=lambda x: -x[1]):
        print(f"{gap:6.1f}  {name}  {done[name].reshape(-1, 3)[0].round(0)}")
