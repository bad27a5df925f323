"""Look at a scan file before any reader does: what it really holds, and whether its header's counts fit into its bytes.

A header that declares more than its file can hold would make a reader ask for memory that nobody has, so counts are
compared with the size of the file first.  Nothing outside the file's own folder is ever opened, and nothing is fetched.
"""

from __future__ import annotations

import stat
from pathlib import Path

from tongren.errors import InputError

READ = "PLY, OBJ, STL, GLB, GLTF, OFF, XYZ or NPY"
MOST_BYTES, MOST_TEXT_BYTES = 250_000_000, 120_000_000
MOST_POINTS, MOST_FACES = 4_000_000, 7_000_000
MOST_LINES = 5_000_000  # of PLY and OFF as text, whose readers make an object of each line
LINE_ENDS = (b"\n", b"\r", b"\x0b", b"\x0c", b"\x1c", b"\x1d", b"\x1e", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9")
ENDINGS = {".ply": "ply", ".obj": "obj", ".stl": "stl", ".glb": "glb", ".gltf": "gltf", ".off": "off", ".xyz": "xyz", ".txt": "xyz",
           ".pts": "xyz", ".asc": "xyz", ".csv": "xyz", ".npy": "npy"}  # fmt: skip
PLY_BYTES = {"char": 1, "uchar": 1, "int8": 1, "uint8": 1, "short": 2, "ushort": 2, "int16": 2, "uint16": 2, "int": 4, "uint": 4, "int32": 4,
             "uint32": 4, "float": 4, "float32": 4, "double": 8, "float64": 8}  # fmt: skip


def bytes_of(path: Path) -> bytes:
    """Return what a scan file holds.  Raises InputError where it is no file, cannot be opened, is empty or is too large."""
    try:
        found = path.stat()
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file") from None
    except (OSError, ValueError) as e:
        raise InputError(f"{path}: cannot be opened ({getattr(e, 'strerror', None) or e})") from None
    if stat.S_ISDIR(found.st_mode):
        raise InputError(f"{path}: is a folder; give one file, {READ}")
    if not stat.S_ISREG(found.st_mode):
        raise InputError(f"{path}: is a pipe or a device, not a file; give a file, {READ}")
    if found.st_size == 0:
        raise InputError(f"{path}: is empty (0 bytes); allowed: {READ}")
    if found.st_size > MOST_BYTES:
        raise InputError(f"{path}: {found.st_size / 1e6:,.0f} MB; allowed: up to {MOST_BYTES / 1e6:,.0f} MB; thin the scan first")
    try:
        return path.read_bytes()
    except OSError as e:
        raise InputError(f"{path}: cannot be read ({e.strerror})") from None


def is_text(data: bytes) -> bool:
    """Say whether the beginning of a file is text."""
    head = data[:4096]
    return b"\0" not in head and sum(b < 9 or 13 < b < 32 for b in head) < 0.01 * len(head) + 1


def kind_of(path: Path, data: bytes) -> tuple[str, str]:
    """Return the format a file holds, by its content first, and a note where its name says another.

    Raises InputError where neither content nor name is a format that can be read.
    """
    said = ENDINGS.get(path.suffix.lower(), "")
    head = data[:400].lstrip()
    found = said
    if data[:4] in (b"ply\n", b"ply\r"):
        found = "ply"
    elif data[:4] == b"glTF":
        found = "glb"
    elif data[:6] == b"\x93NUMPY":
        found = "npy"
    elif head[:3] == b"OFF" or head[:4] == b"COFF":
        found = "off"
    elif head[:1] == b"{":
        found = "gltf"
    elif _is_stl(data, head):
        found = "stl"
    elif said in ("ply", "glb", "npy", "off", "gltf"):
        raise InputError(f"{path}: named {path.suffix} but its first bytes are not {said.upper()}'s ({data[:8]!r}); allowed: {READ}")
    if not found:
        raise InputError(f'{path}: the ending "{path.suffix}" and the first bytes ({data[:8]!r}) are no scan format; allowed: {READ}')
    if found in ("obj", "xyz", "off", "gltf") and not is_text(data):
        raise InputError(f"{path}: named {path.suffix} but holds binary data, not text; allowed: {READ}")
    note = "" if found == said else f"the file is named {path.suffix or 'without ending'} but holds {found.upper()}; read as such"
    return found, note


def _is_stl(data: bytes, head: bytes) -> bool:
    """Say whether a file is a binary STL by its length, or a text STL by its first words."""
    binary = len(data) >= 84 and len(data) == 84 + 50 * int.from_bytes(data[80:84], "little")
    return binary or (head[:5].lower() == b"solid" and b"facet" in data[:4096].lower())


def check_counts(path: Path, points: int, faces: int) -> None:
    """Raise InputError where a file declares or holds more points or faces than are read, or a negative number."""
    if not 0 <= points <= MOST_POINTS:
        raise InputError(f"{path}: says it holds {points:,} points; allowed: up to {MOST_POINTS:,}; thin the scan first")
    if not 0 <= faces <= MOST_FACES:
        raise InputError(f"{path}: says it holds {faces:,} faces; allowed: up to {MOST_FACES:,}; thin the scan first")


def check_text(path: Path, data: bytes) -> None:
    """Raise InputError for text longer than is read (text takes many times its size in memory)."""
    if len(data) > MOST_TEXT_BYTES:
        raise InputError(f"{path}: {len(data) / 1e6:,.0f} MB of text; allowed: up to {MOST_TEXT_BYTES / 1e6:,.0f} MB; save it as binary PLY")


def check_lines(path: Path, data: bytes) -> None:
    """Raise InputError for text of more lines than are read."""
    check_text(path, data)
    lines = sum(data.count(end) for end in LINE_ENDS)
    if lines > MOST_LINES:
        raise InputError(f"{path}: {lines:,} lines of text; allowed: up to {MOST_LINES:,}; save it as binary PLY")


def check_before_reading(path: Path, kind: str, data: bytes) -> int:
    """Return how many points a file must hold by its header (0: it does not say).

    Raises InputError where the header cannot be true or asks for more than is read.
    """
    if kind == "ply":
        return check_ply(path, data)
    if kind == "stl":
        check_stl(path, data)
    elif kind == "off":
        check_off(path, data)
    elif kind == "obj":
        check_text(path, data)
        check_counts(path, data.count(b"\nv ") + data.startswith(b"v "), data.count(b"\nf "))
    return 0


def _ply_elements(path: Path, header: str) -> dict[str, tuple[int, int]]:
    """Return of each element its declared count and the fewest bytes one takes in binary."""
    out: dict[str, tuple[int, int]] = {}
    name = ""
    for line in header.splitlines():
        words = line.split()
        try:
            if words[:1] == ["element"]:
                name = words[1]
                if name in out:
                    raise ValueError
                out[name] = (int(words[2]), 0)
            elif words[:1] == ["property"]:
                count, size = out[name]
                out[name] = (count, size + PLY_BYTES[words[2] if words[1] == "list" else words[1]])
        except (IndexError, ValueError, KeyError):
            raise InputError(f'{path}: the PLY header has a line "{line[:60]}" that cannot be understood') from None
    return out


def check_ply(path: Path, data: bytes) -> int:
    """Raise InputError where a PLY header does not end, lacks points, or declares more than the file's bytes can hold.

    Returns the number of points declared.
    """
    end = data.find(b"end_header", 0, 100_000)
    if end < 0:
        raise InputError(f"{path}: the PLY header does not end within 100 kB; the file is cut off or is no PLY")
    try:
        header = data[:end].decode("ascii")
    except UnicodeDecodeError:
        raise InputError(f"{path}: the PLY header is not plain text; the file is damaged") from None
    elements = _ply_elements(path, header)
    points, faces = (elements.get(name, (0, 0))[0] for name in ("vertex", "face"))
    check_counts(path, points, faces)
    if not points:
        raise InputError(f"{path}: the PLY header declares no points (element vertex)")
    if elements.get("edge", (0, 0))[0]:
        raise InputError(f"{path}: the PLY holds edges; allowed: points and faces")
    left = len(data) - end
    is_ascii = "format ascii" in header
    need = sum(count * (2 if is_ascii else size) for count, size in elements.values())
    if any(count < 0 for count, _ in elements.values()) or need > left + 1:
        said = ", ".join(f"{count:,} {name}" for name, (count, _) in elements.items())
        raise InputError(f"{path}: the header declares {said}, which need {need:,} bytes; {left:,} are left; the file is cut off or damaged")
    if is_ascii:
        check_lines(path, data)
    return points


def check_stl(path: Path, data: bytes) -> None:
    """Raise InputError where a binary STL's count and the file's size differ."""
    if data[:5].lower() == b"solid" and is_text(data):
        check_text(path, data)
        check_counts(path, 0, data.lower().count(b"facet normal"))
        return
    count = int.from_bytes(data[80:84], "little") if len(data) >= 84 else 0
    if len(data) != 84 + 50 * count:
        raise InputError(f"{path}: the STL declares {count:,} triangles, which take {84 + 50 * count:,} bytes; the file has {len(data):,}")
    check_counts(path, 0, count)


def check_off(path: Path, data: bytes) -> None:
    """Raise InputError where an OFF file's counts are missing or exceed its lines."""
    check_lines(path, data)
    lines = (line.split(b"#")[0].strip() for line in data.splitlines())
    words = b" ".join([line for line, _ in zip((x for x in lines if x), range(2), strict=False)]).split()
    numbers = [w for w in words if w.lstrip(b"-").isdigit()]
    if len(numbers) < 2:
        raise InputError(f"{path}: the OFF file lacks its line of counts (points, faces, edges)")
    points, faces = int(numbers[0]), int(numbers[1])
    check_counts(path, points, faces)
    rows = data.count(b"\n") + 1
    if points + faces > rows:
        raise InputError(f"{path}: the OFF file declares {points:,} points and {faces:,} faces in {rows:,} lines; it is cut off or damaged")
