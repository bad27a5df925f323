"""`tongren completion`: a script with which bash, zsh or fish finish words after `tongren`, point codes too.

Everything stands in the script, so that a Tab starts no Python: asking the command itself takes as long as it takes to load, half a
second and more; the script answers in milliseconds, and without the network or a guess at which shell is running.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from tongren.errors import InputError
from tongren.version import __version__

NAME = "completion"
EXAMPLE = "tongren completion bash > ~/.local/share/bash-completion/completions/tongren"
SHELLS = ("bash", "zsh", "fish")

BODY = """    if [ "$at" -eq 1 ]; then values="@COMMANDS@"
    else case "$command $before" in
@VALUES@
        *) case "$word" in
            -*) case "$command" in
@OPTIONS@
                esac ;;
            *) case "$command" in
@WORDS@
                esac ;;
        esac ;;
    esac; fi
"""
BASH = """# Completion of tongren @VERSION@ for bash, written by `tongren completion bash`; write it anew after an update.
_tongren() {
    local at=$COMP_CWORD word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} values=
    if [ "$word" = "=" ]; then word=
    elif [ "$before" = "=" ]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi
@BODY@    COMPREPLY=($(compgen -W "$values" -- "$word"))
    [ -n "${COMPREPLY[*]}" ] || COMPREPLY=($(compgen -W "$values" -- "$(printf %s "$word" | tr '[:lower:]' '[:upper:]')"))
}
complete -o default -F _tongren tongren
"""
ZSH = """#compdef tongren
# Completion of tongren @VERSION@ for zsh, written by `tongren completion zsh`; write it anew after an update.
_tongren() {
    local at=$((CURRENT - 1)) word=${words[CURRENT]} before=${words[CURRENT-1]} command=${words[2]} values=
    if compset -P '--*='; then before=${word%%=*}; word=${word#*=}; fi
@BODY@    compadd -M 'm:{a-z}={A-Z}' -- ${=values} || _files
}
if [ "$funcstack[1]" = "_tongren" ]; then _tongren "$@"; else compdef _tongren tongren; fi
"""
FISH = """# Completion of tongren @VERSION@ for fish, written by `tongren completion fish`; write it anew after an update.
"""


@dataclass(frozen=True)
class Told:
    """What a command can be told: its options, each with its values (none known: empty), those without a value, and its words."""

    help: str
    values: dict[str, tuple[str, ...]]
    flags: tuple[str, ...]
    helps: dict[str, str]
    words: tuple[str, ...]

    @property
    def options(self) -> tuple[str, ...]:
        """Every option, with and without a value."""
        return (*self.values, *self.flags)


def known_values() -> dict[str, tuple[str, ...]]:
    """Return the values of options that take one of a few."""
    from tongren.body.stance import poses
    from tongren.drawing.views import VIEWS
    from tongren.knowledge.tables import table
    from tongren.rules.words import LANGUAGES
    from tongren.scans.reading import UNITS_MM

    axes = tuple(sign + axis for axis in "xyz" for sign in "+-")
    tables = {"--has": "practice/gate", "--tool": "practice/tools", "--condition": "evidence/conditions"}
    ids = {option: tuple(r["id"] for r in table(name)) for option, name in tables.items()}
    return {
        "--sex": ("female", "male"), "--language": LANGUAGES, "--pose": tuple(poses()), "--view": (*VIEWS, "four"), "--side": ("L", "R"),
        "--unit": tuple(UNITS_MM), "--up": axes, "--front": axes, "--engine": ("processes", "dask"), **ids,
    }  # fmt: skip


def known_words() -> dict[str, tuple[str, ...]]:
    """Return the words that commands take; `find` takes what one does not know yet."""
    from tongren.knowledge.atlas import MERIDIANS
    from tongren.knowledge.index import all_codes
    from tongren.knowledge.tables import table

    codes = all_codes()
    conditions, complaints = (tuple(r["id"] for r in table(name)) for name in ("evidence/conditions", "practice/complaints"))
    points = dict.fromkeys(("locate", "show", "explain", "cautions"), codes)
    return points | {"draw": (*codes, *MERIDIANS), "evidence": (*codes, *conditions), "guide": complaints, NAME: SHELLS}


def told(group: Any) -> dict[str, Told]:
    """Return what each command of a click group can be told, read from the commands themselves."""
    known, words, out = known_values(), known_words(), {}
    for name, command in group.commands.items():
        options = [p for p in command.params if p.param_type_name == "option"]
        takes = [p for p in options if not p.is_flag]
        on = [o for p in options if p.is_flag for o in (*p.opts, *p.secondary_opts)]
        out[name] = Told(
            (command.help or "").splitlines()[0], {o: known.get(o, ()) for p in takes for o in p.opts}, (*on, "--help"),
            {o: p.help or "" for p in options for o in (*p.opts, *p.secondary_opts)}, words.get(name, ()),
        )  # fmt: skip
    return out


def _cases(cases: Mapping[str, tuple[str, ...]]) -> str:
    """Return the arms of a `case`, one for all patterns with the same values."""
    patterns: dict[tuple[str, ...], list[str]] = {}
    for pattern, values in cases.items():
        patterns.setdefault(values, []).append(f'"{pattern}"')
    return "\n".join(f'        {"|".join(p)}) values="{" ".join(v)}" ;;' for v, p in patterns.items())


def _fish(commands: Mapping[str, Told]) -> str:
    """Return the lines for fish, one an option."""
    def quoted(text: str) -> str:
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    rows = ["complete -c tongren -n __fish_use_subcommand -f"]
    rows += [f"complete -c tongren -n __fish_use_subcommand -a {name} -d {quoted(t.help)}" for name, t in commands.items()]
    for name, t in commands.items():
        here = f"complete -c tongren -n '__fish_seen_subcommand_from {name}'"
        if t.words:
            rows.append(f"{here} -a {quoted(' '.join(t.words))}")
        for option in t.options:
            takes = "" if option in t.flags else f" -x -a {quoted(' '.join(t.values[option]))}" if t.values[option] else " -r"
            rows.append(f"{here} -l {option[2:]}{takes} -d {quoted(t.helps.get(option) or 'Show help.')}")
    return "\n".join(rows) + "\n"


def script(shell: str, group: Any) -> str:
    """Return the script of a shell for a click group.  Raises InputError for one other than bash, zsh or fish."""
    if shell not in SHELLS:
        raise InputError(f'shell is "{shell}"; allowed: {", ".join(SHELLS)}')
    commands = told(group)
    if shell == "fish":
        return FISH.replace("@VERSION@", __version__) + _fish(commands)
    body = BODY.replace("@COMMANDS@", " ".join([*commands, "--help", "--version"]))
    body = body.replace("@VALUES@", _cases({f"{name} {o}": v for name, t in commands.items() for o, v in t.values.items()}))
    body = body.replace("@OPTIONS@", _cases({name: t.options for name, t in commands.items()}))
    body = body.replace("@WORDS@", _cases({name: t.words for name, t in commands.items() if t.words}))
    return (BASH if shell == "bash" else ZSH).replace("@VERSION@", __version__).replace("@BODY@", body)


def command(context: typer.Context, shell: Annotated[str, typer.Argument(help="bash, zsh or fish.")]) -> None:
    """Print a script with which a shell finishes commands, options, their values and point codes."""
    print(script(shell, context.find_root().command), end="")
