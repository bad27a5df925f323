"""The one writer of files: every output is written whole or not at all, and a failure leaves the old file as it was.

A file is written beside its place under a hidden name, brought to the disk, and renamed.  Where that fails, the hidden file goes.

* A missing folder is made if the folder it lies in is there; several missing ones are taken for a slip of the pen and refused.
* A link stays a link: the file it leads to is replaced.  A file that may not be written is refused, though a rename could take its place.
* The old file's permissions are kept, and its owner where that is allowed; other hard links keep the old content.
* /dev/stdout, /dev/fd/N, devices and pipes get the whole output at once, after it is finished elsewhere.
* Text is UTF-8 with "\n"; half a character of a file's name, which UTF-8 cannot hold, is written as an escape.

Outside this file, nothing in the package opens a file for writing: tests/house/test_outputs.py.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tongren.errors import OutputError

NEW_FILE = 0o666  # what the user's mask leaves of it
LONGEST_ENDING = 16  # a longer one is no ending, and would make the hidden name too long
STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/")  # open already, even where they lead to plain files
ELSEWHERE = "write to another place"
WHY = {
    errno.ENOSPC: ("the disk is full", f"free some space, or {ELSEWHERE}"),
    errno.EDQUOT: ("your share of the disk is used up", f"free some space, or {ELSEWHERE}"),
    errno.EFBIG: ("the file would be larger than is allowed here", f"raise the limit (ulimit -f), or {ELSEWHERE}"),
    errno.EACCES: ("you may not write there", f"change the permissions, or {ELSEWHERE}"),
    errno.EPERM: ("you may not write there", f"change the permissions, or {ELSEWHERE}"),
    errno.EROFS: ("the disk can only be read", ELSEWHERE),
    errno.EISDIR: ("this is a folder", "give the name of a file"),
    errno.ENOENT: ("the folder is not there, nor the one it would lie in", "look at the spelling, or make the folder"),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", "look at the spelling"),
    errno.ENAMETOOLONG: ("the name is too long", "give a shorter one"),
    errno.ELOOP: ("the link leads in a circle", "mend the link, or give another name"),
    errno.EIO: ("the disk failed", ELSEWHERE),
    errno.EPIPE: ("the reader has gone", "run it again"),
}


@contextmanager
def whole(path: str | Path) -> Iterator[Path]:
    """Yield a hidden empty file with the same ending to write into; it takes the place of `path` when the block ends well.

    Where the block raises, or the disk does, the hidden file goes and the old one stays.
    Raises OutputError, naming `path`, what is wrong and what to do, for what the disk or the system refuses.
    """
    wanted, made, half = Path(path), None, None
    old = _old(wanted)
    try:
        target = _target(wanted, old)
        made = None if target is None else _folder(target.parent)
        half = _hidden(target, wanted)
        os.close(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, NEW_FILE))
        yield half
        if target is None:
            _pour(half, wanted)
        else:
            _settle(half, target, old)
            made = None
    except OSError as e:
        if isinstance(e, OutputError) or (e.filename is not None and not _ours(e, wanted, half)):
            raise  # another file's trouble
        raise _told(wanted, e, old) from e
    finally:
        with suppress(OSError):
            if half is not None:
                half.unlink(missing_ok=True)
            if made is not None:
                made.rmdir()


def write_bytes(path: str | Path, data: bytes) -> Path:
    """Write bytes to a file, whole or not at all; return its path.  Raises OutputError."""
    with whole(path) as half:
        half.write_bytes(data)
    return Path(path)


def write_text(path: str | Path, text: str) -> Path:
    """Write text to a file as UTF-8, whole or not at all; return its path.  Raises OutputError."""
    return write_bytes(path, text.encode("utf-8", "backslashreplace"))


def write_texts(texts: Mapping[Path, str]) -> None:
    """Write texts that belong together: all are finished before the first takes its place, then each does, in the order given.

    Raises OutputError; every old file is then as it was, save where the system dies between two renames.
    """
    with ExitStack() as stack:
        for path, text in reversed(list(texts.items())):  # the stack closes the last one first
            stack.enter_context(whole(path)).write_bytes(text.encode("utf-8", "backslashreplace"))


def write_arrays(path: str | Path, **arrays: object) -> Path:
    """Write named arrays as a compressed .npz file, whole or not at all; the ending is added where it lacks.  Raises OutputError."""
    import io

    import numpy as np

    out = io.BytesIO()
    np.savez_compressed(out, **arrays)  # type: ignore[arg-type]
    return write_bytes(path if str(path).endswith(".npz") else f"{path}.npz", out.getvalue())


def _old(path: Path) -> os.stat_result | None:
    """Return what is known of the file that is there, or None."""
    try:
        return path.stat()
    except OSError as e:
        if e.errno in (errno.ENOENT, errno.ENOTDIR):
            return None
        raise _told(path, e, None) from e


def _target(path: Path, old: os.stat_result | None) -> Path | None:
    """Return the file to replace, links followed; None for what is no plain file and is written into."""
    if old is not None and stat.S_ISDIR(old.st_mode):
        raise OSError(errno.EISDIR, "")
    if old is not None and (not stat.S_ISREG(old.st_mode) or os.path.abspath(path).startswith(STREAMS)):  # noqa: PTH100
        return None
    if old is not None and not os.access(path, os.W_OK):
        raise OSError(errno.EACCES, "")
    return Path(os.path.realpath(path))


def _folder(folder: Path) -> Path | None:
    """Make a folder that is not there, and return it if it was made."""
    try:
        folder.mkdir()
    except OSError as e:  # a read-only disk may say so before it says that the folder is there
        if folder.is_dir():
            return None
        if isinstance(e, FileExistsError):
            raise OSError(errno.ENOTDIR, "") from e
        raise
    return folder


def _hidden(target: Path | None, wanted: Path) -> Path:
    """Return a name for the file to write into: beside its place, or, for a stream, in the system's folder for such files."""
    ending = wanted.suffix if len(wanted.suffix) <= LONGEST_ENDING else ""
    folder = Path(tempfile.gettempdir()) if target is None else target.parent
    return folder / f".tongren-{os.getpid()}-{secrets.token_hex(4)}{ending}"


def _settle(half: Path, target: Path, old: os.stat_result | None) -> None:
    """Bring a finished file to the disk and let it take its place."""
    with half.open("rb+") as f:
        try:
            os.fsync(f.fileno())
        except OSError as e:
            if e.errno not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):  # a file system that knows no such thing
                raise
    if old is not None:
        if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (half.stat().st_uid, half.stat().st_gid):
            with suppress(OSError):
                os.chown(half, old.st_uid, old.st_gid)
        half.chmod(stat.S_IMODE(old.st_mode))
    half.replace(target)


def _pour(half: Path, stream: Path) -> None:
    """Copy a finished file into a device, a pipe or a stream that is open already."""
    if sys.stdout is not None:
        sys.stdout.flush()  # what was printed before comes first
    with stream.open("ab", buffering=0) as f:
        left = memoryview(half.read_bytes())
        while left:
            left = left[f.write(left) or 0:]


def _ours(e: OSError, wanted: Path, half: Path | None) -> bool:
    """Whether an error is about the file being written, or the folders that lead to it."""
    named = Path(os.fsdecode(e.filename)) if isinstance(e.filename, str | bytes | os.PathLike) else None
    there = Path(os.path.realpath(wanted))
    return named is None or named in (wanted, half, there, there.parent)


def _told(path: Path, e: OSError, old: os.stat_result | None) -> OutputError:
    """Return the error for a reader: the file, what is wrong, what to do, and that the old file is as it was."""
    why, do = WHY.get(e.errno or 0, (e.strerror or str(e) or type(e).__name__, ELSEWHERE))
    stays = "; the old file is unchanged" if old is not None and stat.S_ISREG(old.st_mode) else ""
    out = OutputError(f"{path}: not written: {' '.join(why.split())}; {do}{stays}")
    out.errno = e.errno
    return out
