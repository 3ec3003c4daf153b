"""Parameters: what a notebook declares in its tagged cell, and whether a value that is given fits.

The cell is read as source, never run: one `name: type = literal` on each line, its unit in a comment.  A
comment that says "0 to 1" is a bound; numbers without one are not negative.
"""

from __future__ import annotations

import ast
import difflib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.paths import one_line

BETWEEN = re.compile(r"(-?\d+(?:\.\d+)?) to (-?\d+(?:\.\d+)?)")
WORDS = {"str": "a text", "int": "a whole number", "float": "a number", "bool": "true or false", "list": "a list",
         "dict": "a mapping"}
TRUTH = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}


class ParameterError(ValueError):
    """A parameter can't be used; the message is one sentence."""

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


@dataclass(frozen=True)
class Parameter:
    """One parameter: its type, the values it may take and its bounds, where it has some."""

    name: str
    type: str
    default: object
    optional: bool = False
    choices: tuple = ()
    low: float = 0
    high: float = math.inf


def declared(cells: Iterable[Mapping], notebook: str) -> dict[str, Parameter]:
    """The parameters of a notebook, by name; none where no cell is tagged.

    Raises
    ------
    ParameterError
        Where two cells are tagged `parameters`, or the cell holds more than names with literal values.
    """
    tagged = [cell for cell in cells
              if cell["cell_type"] == "code" and "parameters" in cell["metadata"].get("tags", ())]
    if len(tagged) > 1:
        raise ParameterError(f"{notebook} has {len(tagged)} cells tagged `parameters`; one is needed.")
    return {parameter.name: parameter for cell in tagged for parameter in _read("".join(cell["source"]), notebook)}


def _read(source: str, notebook: str) -> list[Parameter]:
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise ParameterError(f"The parameters of {notebook} are no Python: line {error.lineno} ({error.msg}).") from None
    except (ValueError, RecursionError, MemoryError) as error:  # a zero byte, or brackets without end
        raise ParameterError(f"The parameters of {notebook} are no Python ({error}).") from None
    rows = source.splitlines()
    return [_declaration(node, rows[node.lineno - 1:node.end_lineno], notebook) for node in statements]


def _declaration(node: ast.stmt, rows: list[str], notebook: str) -> Parameter:
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0] if isinstance(node, ast.Assign) else None
    try:
        default = ast.literal_eval(node.value)
        if not isinstance(target, ast.Name) or isinstance(node, ast.Assign) and len(node.targets) > 1:
            raise ValueError
        kind, optional, choices = _type(getattr(node, "annotation", None), default)
    except (AttributeError, ValueError, TypeError, IndexError, RecursionError, MemoryError):
        raise ParameterError(f"The parameters of {notebook} may be names with literal values only, and line {node.lineno} is "
                             f"`{rows[0].strip()}`.") from None
    between = BETWEEN.search(rows[-1].rpartition("#")[2]) if "#" in rows[-1] else None
    low, high = map(float, between.groups()) if between else (0, math.inf)
    return Parameter(target.id, kind, default, optional, choices, low, high)


def _type(annotation: ast.expr | None, default: object) -> tuple[str, bool, tuple]:
    """Name of the type, whether None will do, and the closed set of values, if any."""
    words = ast.unparse(annotation) if annotation is not None else ""
    if "Literal[" in words:
        literal = next((node.slice for node in ast.walk(annotation) if isinstance(node, ast.Subscript)), ast.Constant(()))
        choices = ast.literal_eval(literal)
        choices = choices if isinstance(choices, tuple) else (choices,)
        return type(choices[0]).__name__, default is None, choices
    named = re.search(r"\b(str|int|float|bool|list|dict)\b", words)
    return named[1] if named else type(default).__name__, default is None or "None" in words or "Optional" in words, ()


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """Refuse the first name that no notebook declares, with the nearest right one.

    Raises
    ------
    ParameterError
    """
    known = sorted(set(known))
    for name in map(str, given):
        if name not in known:
            same = [other for other in known if other.casefold() == name.strip().casefold()]
            near = same or difflib.get_close_matches(name, known, 1, 0)
            hint = f"; did you mean {near[0]!r}?" if near else "; it has none."
            raise ParameterError(f"No notebook has a parameter {name!r}{hint}")


def fit(parameter: Parameter, value: object, notebook: str) -> object:
    """The value as the notebook takes it; a whole number will do for a number, nothing else is changed.

    Raises
    ------
    ParameterError
        Where the type is another one, or the value is out of bounds.
    """
    if value is None and parameter.optional:
        return None
    if parameter.type == "float" and type(value) is int:
        value = float(value)
    if parameter.type in WORDS and type(value).__name__ != parameter.type:
        raise _misfit(parameter, value, notebook, WORDS[parameter.type])
    if parameter.choices and value not in parameter.choices:
        raise _misfit(parameter, value, notebook, f"one of {', '.join(map(repr, parameter.choices))}")
    if parameter.type in ("int", "float") and not parameter.low <= value <= parameter.high:
        bounds = f"from {parameter.low:g} to {parameter.high:g}" if parameter.high < math.inf else f"of {parameter.low:g} or more"
        raise _misfit(parameter, value, notebook, f"{WORDS[parameter.type]} {bounds}")
    if parameter.type == "float" and math.isinf(value):
        raise _misfit(parameter, value, notebook, "a finite number")
    return value


def _misfit(parameter: Parameter, value: object, notebook: str, wanted: str) -> ParameterError:
    return ParameterError(f"The parameter {parameter.name!r} of {notebook} must be {wanted}, not {value!r}.")


def split(words: str) -> tuple[str, str]:
    """Name and value of NAME=VALUE; the value may hold more of these signs."""
    name, sign, value = words.partition("=")
    if not sign or not name.strip():
        raise ParameterError(f"A parameter is given as NAME=VALUE, not {words!r}.")
    return name.strip(), value


def from_words(parameter: Parameter, words: str) -> object:
    """A value typed on the command line, in the parameter's own type where it can be read so."""
    if parameter.optional and words.casefold() in ("", "none", "null"):
        return None
    try:
        if parameter.type == "bool":
            return TRUTH.get(words.casefold(), words)
        if parameter.type in ("list", "dict"):
            return ast.literal_eval(words)
        return {"int": int, "float": float}.get(parameter.type, str)(words)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return words  # `fit` says what is wrong with it


def read_file(path: str | Path) -> dict[str, object]:
    """The `name: value` lines of a YAML file.

    Raises
    ------
    ParameterError
        Where there is no such file, it is no YAML, or no such lines.
    """
    import yaml  # heavy, and asked for only with a file

    try:
        words = Path(path).read_text("utf-8-sig")
        given, written = yaml.safe_load(words) or {}, yaml.compose(words, yaml.SafeLoader)
    except OSError as error:
        raise ParameterError(f"The parameters {path} can't be read: {error.strerror}.") from None
    except (ValueError, IndexError, TypeError, RecursionError, yaml.YAMLError) as error:  # PyYAML lets those of int() and the like through
        mark = getattr(error, "problem_mark", None)
        why = f"{error.problem}, in line {mark.line + 1}" if mark else " ".join(str(error).split())[:200]
        raise ParameterError(f"The parameters {path} can't be read: {why}.") from None
    if not isinstance(given, dict):
        raise ParameterError(f"The parameters {path} are no list of `name: value` lines.")
    names = [str(name.value) for name, _ in written.value] if given else []
    twice = next((name for number, name in enumerate(names) if name in names[:number]), None)
    if twice is not None:
        raise ParameterError(f"The parameters {path} give {twice!r} twice; each name may stand once.")
    return {str(name): value for name, value in given.items()}


def refuse_reserved(given: Iterable[str]) -> None:
    """Article and codebook have options of their own, since the folder of the results hangs on them."""
    for name in {"article", "issues"} & set(given):
        what = {"issues": "codebook"}.get(name, name)
        raise ParameterError(f"The {what} is given with {name.upper()}= (--{name}), not as a parameter.")
