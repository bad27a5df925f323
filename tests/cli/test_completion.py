"""`tongren completion`: the scripts are run by the shells themselves, as when somebody presses Tab."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from tongren.cli.completion import SHELLS, script, told
from tongren.cli.main import cli
from tongren.errors import InputError
from tongren.knowledge.index import all_codes

ASKED = [
    (("lo",), {"locate"}),
    (("--v",), {"--version"}),
    (("locate", "ST3"), {"ST3", *(f"ST3{n}" for n in range(10))}),
    (("locate", "st36"), {"ST36"}),
    (("locate", "ST36", "GV2"), {"GV2", *(f"GV2{n}" for n in range(10) if n < 10)} & set(all_codes())),
    (("locate", "--po"), {"--pose"}),
    (("locate", "--pose", "s"), {"standing", "seated"}),
    (("show", "EX-HN1"), {"EX-HN1", *(f"EX-HN1{n}" for n in range(6))}),
    (("explain", "ST36", "--language", ""), {"en", "zh", "ko", "ja", "es"}),
    (("draw", "--view", "hand_p"), {"hand_palmar"}),
    (("draw", "L"), {c for c in all_codes() if c.startswith("L")} | {"LU", "LI", "LR"}),
    (("evidence", "low_back"), {"low_back_pain"}),
    (("guide", "naus"), {"nausea"}),
    (("completion", ""), {"bash", "zsh", "fish"}),
]
BASH = """
. "$1"; shift
COMP_WORDS=(tongren "$@"); COMP_CWORD=$#; _tongren
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
compdef() { : }
compset() { return 1 }
compadd() { local word=${words[CURRENT]}; shift 3; print -rl -- ${(M)@:#${word}*} ${(M)@:#${(U)word}*} }
. "$1"; shift
words=(tongren "$@"); CURRENT=$(($# + 1)); _tongren
"""
FISH = """
source $argv[1]
complete -C "tongren $argv[2]"
"""
RUN = {"bash": BASH, "zsh": ZSH, "fish": FISH}


def answered(shell: str, file: Path, words: tuple[str, ...]) -> set[str]:
    """What a shell offers after some words, the last of them unfinished."""
    given = [str(file), *words] if shell != "fish" else [str(file), " ".join(words)]
    command = ["bash", "--norc", "-c", BASH, "bash"] if shell == "bash" else [shell, *(["-f"] if shell == "zsh" else []), "-c", RUN[shell]]
    command += ["zsh"] if shell == "zsh" else []
    done = subprocess.run([*command, *given], capture_output=True, text=True, timeout=30, cwd=file.parent / "empty")
    assert done.stderr == ""
    return {line.split("\t")[0] for line in done.stdout.splitlines() if line}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each shell's script as a file."""
    folder = tmp_path_factory.mktemp("completion")
    (folder / "empty").mkdir()
    for shell in SHELLS:
        (folder / shell).write_text(script(shell, get_command(cli)), encoding="utf-8")
    return {shell: folder / shell for shell in SHELLS}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("words", "wanted"), ASKED, ids=[" ".join(w) for w, _ in ASKED])
def test_a_tab_offers_what_can_follow(shell: str, words: tuple[str, ...], wanted: set[str], files: dict[str, Path]) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    found = answered(shell, files[shell], words)
    if shell == "fish":  # it knows --version by its own means, and looks inside words too
        found = {w for w in found if w.startswith((words[-1], words[-1].upper()))}
        wanted = {w for w in wanted if w != "--version"}
    assert found == wanted


def test_bash_understands_an_equals_sign_and_leaves_files_to_itself(files: dict[str, Path]) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    assert answered("bash", files["bash"], ("draw", "--side", "=", "L")) == {"L"}
    assert answered("bash", files["bash"], ("draw", "--side", "=")) == {"L", "R"}
    assert answered("bash", files["bash"], ("body", "--out", "p")) == set()
    assert "complete -o default -F _tongren tongren" in files["bash"].read_text(encoding="utf-8")


def test_every_option_of_every_command_is_offered() -> None:
    group = get_command(cli)
    commands, scripts = told(group), [script("bash", group), script("zsh", group)]
    assert set(commands) == {c.name for c in cli.registered_commands}
    for name, what in commands.items():
        help_text = CliRunner().invoke(cli, [name, "--help"]).output
        assert [o for o in what.options if o not in help_text] == []
        assert all(f'values="{" ".join(what.options)}"' in text for text in scripts)


def test_another_shell_is_refused() -> None:
    with pytest.raises(InputError, match="allowed: bash, zsh, fish"):
        script("tcsh", get_command(cli))
