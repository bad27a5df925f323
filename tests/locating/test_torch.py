"""The same code on PyTorch tensors gives the same points."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from tongren.body.person import Body
from tongren.front.places import locate
from tongren.locating.engine import locate_rest

SAME_MM = 0.05


@pytest.fixture(scope="module")
def torch() -> ModuleType:
    return pytest.importorskip("torch", reason="PyTorch is not installed")


@pytest.fixture(scope="module")
def two(reference_bodies: dict[str, Body]) -> np.ndarray:
    return np.stack([reference_bodies[n].vertices_mm for n in ("woman_average", "man_heavy")]).astype(np.float32)


def test_torch_on_the_cpu_agrees_with_numpy(torch: ModuleType, two: np.ndarray) -> None:
    female = np.array([True, False])
    plain = locate_rest(two, female, alternatives=True)
    tensors = locate_rest(torch.from_numpy(two), torch.from_numpy(female), alternatives=True)
    for name in ("position_mm", "normal", "weights", "sigma_mm", "u_cun", "v_cun"):
        assert isinstance(getattr(tensors, name), torch.Tensor), name
        assert getattr(tensors, name).shape == getattr(plain, name).shape, name
    gap = np.linalg.norm(tensors.position_mm.numpy() - plain.position_mm, axis=-1)
    assert np.nanmax(gap) < SAME_MM, plain.codes[int(np.nanargmax(gap.max(0)))]
    assert np.array_equal(np.isnan(tensors.position_mm.numpy()), np.isnan(plain.position_mm))
    assert np.array_equal(tensors.status.numpy(), plain.status)
    assert tensors.codes == plain.codes
    assert tensors.sides == plain.sides


def test_rows_of_tensors_are_plain_numbers(torch: ModuleType, two: np.ndarray) -> None:
    found = locate(torch.from_numpy(two[:1]), sex="female", at_rest=True)
    row = found.only(["ST36"]).rows()[0]
    assert all(isinstance(v, str | int | float) or v is None for v in row.values())
    assert row["status"] == "found"


def test_double_precision_tensors(torch: ModuleType, two: np.ndarray) -> None:
    found = locate_rest(torch.from_numpy(two.astype(np.float64)), torch.tensor([True, False]))
    assert found.position_mm.dtype == torch.float64
    plain = locate_rest(two, np.array([True, False]))
    assert np.nanmax(np.linalg.norm(found.position_mm.numpy() - plain.position_mm, axis=-1)) < 0.1
