"""Hard use: whatever is handed in, the answer is exact rows or one sentence, in time that grows with the text.

200 examples of each property here, 10,000 with `make fuzz` (FUZZ=10000).
"""

from __future__ import annotations

import ast
import dataclasses
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from conftest import SEED
from hypothesis import example, given, settings
from hypothesis import strategies as st
from refused import EXAMPLES, STORY, many, prove, put, told
from strange import PLAIN, articles, damaged, sheets

import analysis
from analysis import corrections, documents, parameters, paths, positions, registry, report, tables
from analysis.documents import InputError
from analysis.notations import name_notation
from analysis.parameters import ParameterError

# ---- Articles --------------------------------------------------------------------------------------------


@many
@given(articles())
@example("\ud83d said Anna Brook. “No")
@example(PLAIN[0] + "\n\u200b\n")  # a sentence of which nothing can be seen
@example("“" * 300 + " Anna Brook said that " + "”" * 300)
@example("Anna\u200bBrook said\ufeff\u2060 no. \u202eTfel ot thgir\u202c she said.")
def test_any_article(text: str) -> None:
    prove(text)


@many
@given(damaged(SEED.read_text("utf-8")))
@example("Asi”de from\u2009 Tuesday nigBy Anna Brook and Peter Hillht 15 May 2025 \n\n" + STORY)
def test_any_damaged_article(text: str) -> None:
    prove(text)


@settings(max_examples=max(12, EXAMPLES // 20))
@given(articles())
def test_any_article_with_the_encoder(text: str) -> None:
    prove(text, fast=False)


@pytest.mark.parametrize("unit", ["“", "(", "said ", "Anna Brook, who said that ", "A. ", "\u0301", "\u200b", "- ", "1,", "\"'", "=", "said “no” ", "if ", "\n\n“", "and Peter Hill "])
def test_one_thing_over_and_over(unit: str) -> None:
    prove("Anna Brook said that the town will pay for the bridge. " + unit * (3000 // len(unit)) + " The talks have failed, she said.")


def seconds(text: str) -> float:
    """Processor seconds of the line without the encoder, the better of two."""
    times = []
    for _ in range(2):
        began = time.process_time()
        prove(text)
        times.append(time.process_time() - began)
    return min(times)


@pytest.mark.parametrize("make", [
    lambda n: " ".join(PLAIN[:2] + PLAIN[2:8]) * (n // 450), lambda n: "\n\n".join(["Brook", "said", "no", "Russia", "talks"] * (n // 50)),
    lambda n: "Anna Brook said that " * (n // 21) + "she left.", lambda n: "“We will not go, " * (n // 17) + "she said.",
], ids=["one paragraph", "one-word paragraphs", "no full stop", "marks never closed"])
def test_four_times_the_text_takes_about_four_times_the_time(make: Callable[[int], str]) -> None:
    prove(make(500))
    assert seconds(make(16_000)) < 9 * (seconds(make(4_000)) + 0.05)


@pytest.mark.parametrize("text", [" ".join(PLAIN) * 170, "\n\n".join(["Brook", "said", "no", "Russia", "talks"] * 2000)], ids=["100,000 characters", "10,000 words"])
def test_paragraphs_as_large_and_as_many_as_they_come(text: str) -> None:
    assert prove(text) is not None


def test_a_zero_width_space_parts_words_and_what_is_unseen_inside_a_word_is_not_read() -> None:
    plain = "Anna Brook said on Monday that the plan failed. Peter Hill agreed."
    odd = "Anna\u200bBrook said on Mon\u00adday that\u200bthe plan failed.\u200bPe\u2060ter Hill agreed."
    one, other = prove(plain), prove(odd)
    seen = other["tokens"][other["tokens"].tag != "_SP"]
    assert list(seen.text) == [word if word not in ("Monday", "Peter") else {"Monday": "Mon\u00adday", "Peter": "Pe\u2060ter"}[word] for word in one["tokens"].text]
    assert len(other["sentences"]) == 2 and list(other["mentions"].form) == list(one["mentions"].form)
    assert list(seen.lemma) == list(one["tokens"].lemma)


# ---- What is no article ------------------------------------------------------------------------------------

JSON = json.dumps({"title": "The minister said no", "items": [{"name": "Anna Brook", "role": "mayor of the town"}] * 5, "tags": ["news", "bridge"]})
PROGRAM = "function add(a, b) {\n  const sum = a + b;\n  return sum;\n}\n\nmodule.exports = { add };\nfor (let i = 0; i < 10; i++) {\n  console.log(add(i, 1));\n}\n"


@pytest.mark.parametrize(("text", "what"), [
    (JSON, "JSON data"), (json.dumps([{"a": "the talks failed"}] * 3, indent=2), "JSON data"), (JSON + "\n" + JSON, "JSON data"), (JSON[:150], "JSON data"),
    (json.dumps(["The talks failed.", "She said no."]), "JSON data"), ('<?xml version="1.0"?>\n<rss><item>The talks failed</item></rss>', "XML"),
    ("\\documentclass{article}\n\\begin{document}\nThe talks failed.\n", "LaTeX"), (PROGRAM, "a program"),
    (Path(paths.__file__).read_text("utf-8"), "a program"), (Path(__file__).read_text("utf-8"), "a program"),
    ("body { margin: 0; color: #fff; }\n.head { font-size: 12px; }\na { color: red; }\np { margin: 0 }\n", "a program"),
    ("name,role,from\nAnna Brook,mayor,2020\nPeter Hill,\"council, head\",2021\nMaria Reed,minister,\n", "a table"),
    ("name\trole\tfrom\nAnna Brook\tmayor\t2020\nPeter Hill\tcouncil\t2021\nMaria Reed\tminister\t\n", "a table"),
], ids=range(13))
def test_data_and_programs_are_no_articles(text: str, what: str) -> None:
    with pytest.raises(InputError, match=f"looks like {what}, not an article"):
        documents.make_document(text)


@pytest.mark.parametrize("text", [
    STORY, "[Editor’s note: this story has been updated.]\n\n" + STORY, "# The talks failed\n\n**By Anna Brook**\n\n- one thing\n- another\n\n> “No,” she said.\n",
    "{Correction} The talks failed, she said.", "The key dates;\n\nAug. 18 2008: the president resigns under pressure from his rivals;\n\n"
    "Sept. 6, 2008: Anna Brook becomes the president of the republic;\n\nMay 2, 2011: the talks fail and the ministers leave;\n",
    "A programmer shows his work.\n\nHe wrote this line, he said:\n\nx = 1;\n\nIt has changed how the town counts its votes, officials said on Monday.\n",
    "import taxes rise\n\nfrom Monday on, importers pay more, officials said.\n\ndef leppard plays.\n\nclass struggle is back.\n",
    "Rome, Paris, London and Berlin agreed.\nTokyo, Seoul, Delhi and Manila did not.\nMoscow, Kyiv, Minsk and Riga were silent.\nOslo, Bern, Bonn and Nice left.\n",
])
def test_prose_is_no_program(text: str) -> None:
    assert name_notation(text) is None


# ---- What a person writes beside an article ---------------------------------------------------------------


@many
@given(sheets(("issue_id", "label", "description", "keywords")))
@example(b"\xff\xfe")
@example(b'""')
def test_any_codebook(tmp_path_factory, raw: bytes) -> None:
    found = told(positions.read_issues, put(tmp_path_factory.getbasetemp(), "a.issues.csv", raw))
    if found is not None:
        tables.check("issues", found)


@many
@given(sheets(registry.KNOWN))
def test_any_registry(tmp_path_factory, raw: bytes) -> None:
    path = put(tmp_path_factory.getbasetemp(), "actors.csv", raw)
    if told(registry.read_registry, path) is not None:
        registry.open_registry(registry.read_registry(path), "2025-01-01")


@many
@given(sheets(corrections.LINE))
def test_any_list_of_corrections_and_nothing_of_it_is_lost_when_one_is_added(tmp_path_factory, raw: bytes) -> None:
    path = put(tmp_path_factory.getbasetemp(), "a.corrections.csv", raw)
    before = told(corrections.read_corrections, path)
    told(corrections.save_corrections, path, [dict(table="documents", action="accept", who="hard use")])
    if before is None:
        assert path.read_bytes() == raw
    else:
        after = [dataclasses.replace(line, number=0) for line in corrections.read_corrections(path)]
        assert after[:len(before)] == [dataclasses.replace(line, number=0) for line in before] and after[-1].table == "documents"


def frame(**columns: list) -> pd.DataFrame:
    return pd.DataFrame(columns)


@pytest.mark.parametrize(("given", "words"), [
    (frame(issue_id=["a", "a"], label=["A", "B"]), "the issue_id a twice"), (frame(issue_id=["a", None], label=["A", "B"]), "no issue_id for its issue 2"),
    (frame(issue_id=["a"], label=[" "]), "no label for its issue 1"), (frame(issue_id=["a"]), "no column label"), (frame(issue_id=["a"], label=["A"], colour=["red"]), "a column colour"),
])
def test_a_codebook_given_as_a_frame_is_refused_as_a_file_is(given: pd.DataFrame, words: str) -> None:
    with pytest.raises(InputError, match=words):
        analysis.analyse(STORY, issues=given)


# ---- Parameters and notebooks ----------------------------------------------------------------------------

HOSTILE = ('"', "\\", '\\"', '"""', "'''", "\n", '"\nimport os\n#', "\\\n", "\\N{DASH}", "{x}", "\u2028", "\x00", "\r", "'+open('pwned','w').write('x')+'", "%run x", "!ls", "# %%")
values = st.recursive(st.one_of(st.text(max_size=20), st.sampled_from(HOSTILE), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none()),
                      lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)), max_leaves=5)
SOURCES = ("a = 1", "a: int = 1", "a = b", "import os", "a: Literal['x'] = 'x'", "a: Literal[x] = 'x'", "a: Literal[()] = 1", "a: 'Literal[1]' = 1", "a = b = 1", "a, b = 1, 2", "a: int",
           "x[0] = 1", "a = 1 # 0 to 1", "a = {[]}", "\0", "a = 1e999", "a = (" * 300, "a = '''", "a = __import__('os')")
YAML = ("a: 1\na: 2", "!!python/object/apply:os.system [x]", "!!python/name:os.system", "[1,2]", "{a: {b: c}}", "? [a]\n: b", "&a [*a]", "a: &x [*x]", "1: 2", "<<: {a: 1}", "a: !!binary abc",
        "a: 2001-99-99", "\t", "%YAML 9", "---\na: 1\n---\nb: 2", "!!int a", "!!int", "a: !!float x", "=: a", "!foo a", "a: " + "[" * 2000)


@many
@given(values)
def test_a_parameter_is_injected_as_a_literal_and_never_as_code(value: object) -> None:
    from papermill.parameterize import parameterize_notebook

    cell = nbformat.v4.new_code_cell("x = 1", metadata={"tags": ["parameters"]})
    book = parameterize_notebook(nbformat.v4.new_notebook(cells=[cell], metadata={"papermill": {}, "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}), {"x": value},
                                 kernel_name="python3", language="python")
    [statement] = ast.parse(book.cells[-1].source).body
    assert isinstance(statement, ast.Assign) and ast.literal_eval(statement.value) == value


@many
@given(st.one_of(st.text(max_size=40), st.sampled_from(SOURCES)), st.one_of(st.text(max_size=10), st.sampled_from(["1", "nan", "inf", "1e400", "[1]", "{" * 300, "9" * 5000, *HOSTILE])))
def test_any_cell_of_parameters_and_any_value(source: str, words: str) -> None:
    cells = [{"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": source}]
    for parameter in (told(parameters.declared, cells, "n.ipynb", error=ParameterError) or {}).values():
        told(parameters.fit, parameter, parameters.from_words(parameter, words), "n.ipynb", error=ParameterError)


@many
@given(st.one_of(st.text(max_size=40), st.sampled_from(YAML)))
def test_any_file_of_parameters(tmp_path_factory, words: str) -> None:
    told(parameters.read_file, put(tmp_path_factory.getbasetemp(), "p.yml", words.encode("utf-8", "surrogatepass")), error=ParameterError)


@pytest.mark.parametrize("cut", [0, 1, 100, 3000])
@pytest.mark.parametrize("put_in", [b"", b"\x00\xff", b'{"cells": 3}'])
def test_a_spoilt_notebook_is_told(tmp_path, capsys, cut: int, put_in: bytes) -> None:
    whole = (paths.NOTEBOOKS / "01-documents.ipynb").read_bytes()
    assert report.main([str(put(tmp_path, "spoilt.ipynb", whole[:cut] + put_in)), "--article", str(SEED)]) == 2
    assert capsys.readouterr().err == "spoilt.ipynb is no notebook that can be read.\n"


# ---- Security and sameness ------------------------------------------------------------------------------------


def calls(room: str) -> list[tuple[str, ast.Call]]:
    """Every call in the code of a room, with the file it stands in."""
    return [(path.name, node) for path in (paths.ROOT / room).glob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("room", ["analysis", "benchmarks"])
def test_nothing_that_is_read_is_run(room: str) -> None:
    for file, call in calls(room):
        words = ast.unparse(call)
        name = ast.unparse(call.func)
        assert name not in ("eval", "exec", "compile", "os.system", "yaml.load", "yaml.unsafe_load", "pickle.load", "pickle.loads", "joblib.load"), f"{file}: {words}"
        assert "shell=True" not in words and "allow_pickle=True" not in words, f"{file}: {words}"
        if name == "np.load":
            assert "allow_pickle=False" in words, f"{file}: {words}"


def test_no_step_opens_a_connection() -> None:
    """Nothing is sent anywhere: in a process where sockets can't be opened, an article is read as ever."""
    code = ("import socket, sys\ndef no(*a, **k): raise RuntimeError('a socket was opened')\nsocket.socket.connect = socket.create_connection = socket.getaddrinfo = no\n"
            "import analysis; print(len(analysis.analyse(sys.argv[1])['statements']))")
    done = subprocess.run([sys.executable, "-c", code, STORY], cwd=paths.ROOT, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0 and int(done.stdout) > 3, done.stderr


SAME = """
import hashlib, sys, tempfile
from pathlib import Path
import analysis
from analysis import __main__ as command, charts
found = analysis.analyse(Path(sys.argv[1]))
folder = Path(tempfile.mkdtemp())
command.write_all(found, folder / "tables")
command.write_all(found, folder / "parquet", format="parquet")
for name, draw, given in (("mentions", charts.draw_mentions, ("actors", "mentions")), ("positions", charts.draw_positions, ("issues", "actors", "positions"))):
    fig, alt, data = draw(*(found[table] for table in given))
    charts.publish(fig, name, alt, data=data, folder=folder)
print([(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in sorted(folder.rglob("*")) if path.is_file()])
"""


def test_any_number_of_threads_and_any_hash_seed_give_the_same_bytes(tmp_path) -> None:
    story, runs = put(tmp_path, "story.txt", STORY.encode()), []
    for seed, threads in (("0", "1"), ("4242", "4")):
        done = subprocess.run([sys.executable, "-c", SAME, str(story)], cwd=paths.ROOT, capture_output=True, text=True, timeout=300,
                              env=os.environ | {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads})
        assert done.returncode == 0, done.stderr
        runs.append(done.stdout)
    assert runs[0] == runs[1] and "statements.parquet" in runs[0] and "positions.svg" in runs[0]
