"""Points of many scans: each read, fitted and located by one worker, kept as soon as it is done, a stopped run going on.

A scan that cannot be used is told with its reason and the rest go on.  The same content is worked on once, under however
many names.  Results do not depend on the number of workers or on the engine.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tongren.body.person import Measures, Sex
from tongren.errors import InputError, TongrenError
from tongren.locating.scan_engines import Job, results
from tongren.locating.scan_results import Outcome, Parts, check_table, key_of, write_table
from tongren.outfile import whole, write_text
from tongren.scans.reading import ScanFrame, read_scan
from tongren.version import __version__

Work = Callable[[Any], Outcome]
Told = Callable[[int, int, str], None]


@dataclass(frozen=True)
class ScanOptions:
    """What is said of every scan of a run."""

    sex: Sex | None = None
    frame: ScanFrame = ScanFrame()
    alternatives: bool = False


@dataclass(frozen=True)
class Report:
    """What a run did: scans finished in it, those that were finished before, and the reason of each that failed, by name."""

    done: int
    before: int
    failed: dict[str, str]
    rows: int
    seconds: float


def locate_one(given: tuple[str, dict[str, Any]]) -> Outcome:
    """Return the points of one scan file: (path, options).  A file that is no usable scan is an outcome with its reason."""
    from tongren.fitting.fit import fit_scan
    from tongren.locating.on_scan import locate_fit

    path, said = given
    options = ScanOptions(said["sex"], ScanFrame(*said["frame"]), said["alternatives"])
    start = time.perf_counter()
    try:
        fit = fit_scan(read_scan(path, *options.frame), Measures(options.sex))
        scan = fit.scan
        assert scan is not None, "a fit from a scan holds it"
        rows = locate_fit(fit, options.alternatives).rows()
    except TongrenError as e:
        return Outcome([], {}, str(e).removeprefix(f"{path}: "), seconds=time.perf_counter() - start)
    said = {
        "unit": scan.unit, "pose": scan.pose, "sex": fit.sex, "height_cm": round(fit.height_cm, 1), "notes": list(fit.notes),
        "to_scan": scan.to_scan.tolist(), "regions": [_plain(asdict(r)) for r in fit.regions],
    }  # fmt: skip
    return Outcome(rows, said, seconds=time.perf_counter() - start)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Numbers rounded, and None for what is not a number."""
    return {k: (None if v != v else round(float(v), 3)) if isinstance(v, float) else v for k, v in values.items()}


def identity(options: ScanOptions) -> dict[str, Any]:
    """Return what an outcome depends on beside the scan: the options, the version and the atlas."""
    from tongren.locating.program import compiled

    return asdict(options) | {"tongren": __version__, "atlas": compiled().meta["hash"]}


def locate_many(
    paths: list[Path], out: Path, options: ScanOptions, workers: int = 1, engine: str = "processes",
    codes: list[str] | None = None, told: Told | None = None, work: Work = locate_one,
) -> Report:  # fmt: skip
    """Locate the points of many scan files and write one table, .parquet or .csv, with `scan` (the file) as first column.

    Beside the table, `.meta.json` tells of every scan (it takes its place first: no new table lies beside old words), and the
    folder `.parts` keeps what is finished; started again, only
    what is missing or failed for a passing reason is done.  codes: only these points.  told: called with the number done, of
    how many, and the name of the last.
    Raises InputError where a file is given twice or workers is below 1, OutputError where something cannot be written.
    """
    start = time.perf_counter()
    check_table(out)
    if workers < 1:
        raise InputError(f"workers is {workers}; allowed: 1 or more")
    parts = Parts(out.with_name(out.name + ".parts"))
    try:
        parts.folder.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise InputError(f"{parts.folder}: cannot be made ({e.strerror})") from None
    keys, failed = _keys(paths, identity(options))
    jobs = {key: (key, (str(path), asdict(options))) for path, key in keys.items() if parts.read(key) is None}
    before = len(set(keys.values())) - len(jobs)
    passing = _run(list(jobs.values()), parts, results(engine, work, list(jobs.values()), workers), told, before)
    said: dict[str, Any] = {}
    with whole(out) as half:
        rows = write_table(half, ((str(p), _rows(parts, p, k, codes, said, passing)) for p, k in keys.items()))
        for path in paths:
            said.setdefault(str(path), {"reason": failed.get(str(path), "")})
        meta = {"tongren": __version__, "options": identity(options), "scans": said}
        write_text(out.with_name(out.name + ".meta.json"), json.dumps(meta, indent=1, ensure_ascii=False) + "\n")
    failed = {name: s["reason"] for name, s in said.items() if s["reason"]}
    return Report(len(jobs), before, failed, rows, time.perf_counter() - start)


def _keys(paths: list[Path], known: dict[str, Any]) -> tuple[dict[Path, str], dict[str, str]]:
    """Return the key of every file that can be opened, and the reason of each that cannot."""
    keys, failed = {}, {}
    for path in paths:
        try:
            if not path.is_file():
                raise InputError("is no file" if path.exists() else "there is no such file")
            keys[path] = key_of(path, known)
        except (OSError, InputError) as e:
            failed[str(path)] = getattr(e, "strerror", None) or str(e)
    return keys, failed


def _run(jobs: list[Job], parts: Parts, coming: Any, told: Told | None, before: int) -> dict[str, str]:
    """Keep every result as it comes; return the reasons of those that failed without it being the scan's fault."""
    names = {key: given[0] for key, given in jobs}
    passing: dict[str, str] = {}
    for n, (key, result) in enumerate(coming, before + 1):
        if isinstance(result, Outcome) and result.lasting:
            parts.write(key, result)
        else:
            passing[key] = result.reason if isinstance(result, Outcome) else f"{type(result).__name__}: {' '.join(str(result).split())[:200]}"
        if told is not None:
            told(n, before + len(jobs), names[key])
    return passing


def _rows(
    parts: Parts, path: Path, key: str, codes: list[str] | None, said: dict[str, Any], passing: dict[str, str]
) -> list[dict[str, Any]]:
    """Return the rows of a scan for the table, and put down what is said of it."""
    outcome = None if key in passing else parts.read(key)
    if outcome is None:
        said[str(path)] = {"reason": passing.get(key, "its finished part cannot be read; run again")}
        return []
    said[str(path)] = outcome.said | {"reason": outcome.reason, "seconds": round(outcome.seconds, 2), "key": key}
    wanted = None if codes is None else set(codes)
    return [r for r in outcome.rows if wanted is None or {r["code"], r["code"].split(".")[0], r["code"].split("/")[0]} & wanted]
