"""Board: the explorer with widgets, whose buttons save what a person says of a row; without a front end its rows are shown.

A button only writes the article's `<stem>.corrections.csv`; the next run carries it out.
"""

from __future__ import annotations

import html
from typing import Any

import ipywidgets as widgets
import pandas as pd

from analysis import choosing, corrections, evidence, explorer, reading, tables
from analysis.choosing import SHOWN, Choice, Collection, Table
from analysis.documents import InputError, tell

ALL = "all"
PAGE = 25  # rows shown at once, so that a large table costs no more than a small one
WIDE = widgets.Layout(width="100%", max_width="44rem")
NAMED: dict[str, Any] = {"style": {"description_width": "6rem"}, "layout": WIDE}


class Board:
    """Choose rows, read them in their text, correct them.

    Parameters
    ----------
    collection : Collection
    choice : Choice, optional
        What is chosen at first; all unless given.
    who : str
        Who corrects.
    """

    def __init__(self, collection: Collection, choice: Choice | None = None, *, who: str = "") -> None:
        self.collection = collection
        choice = choice or Choice()
        first = choice.article or (next(iter(collection.texts), "") if len(collection.texts) == 1 else "")
        self.choice = choice.but(article=first)
        self.found = choosing.choose(collection, self.choice)
        self.rows = pd.DataFrame()
        self._make_filters()
        self._make_form(who)
        self.passage, self.told, self.ledger = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._listen()
        self._refresh()

    # ---- Widgets ---------------------------------------------------------------------------------------

    def _make_filters(self) -> None:
        articles = [(ALL, ""), *((title, name) for name, title in self.collection.titles.items())]
        self.article = widgets.Dropdown(description="Article", options=articles, value=self.choice.article, **NAMED)
        self.filters = {name: widgets.Dropdown(description=name.capitalize(), options=[ALL], **NAMED) for name in ("actor", "issue", "voice")}
        self._offer_names()
        self.words = widgets.Text(description="Words", value=self.choice.words, placeholder="that stand in the row", continuous_update=False, **NAMED)
        self.table = widgets.Dropdown(description="Table", options=list(SHOWN), value="mentions", **NAMED)
        self.sort = widgets.Dropdown(description="Sort by", options=["reading order"], **NAMED)
        self.down = widgets.Checkbox(description="largest first", indent=False)
        self.page = widgets.BoundedIntText(description="Page", value=1, min=1, max=1, **NAMED)
        self.list = widgets.Select(description="Rows", options=[], rows=10, **NAMED)
        self.keep = widgets.Button(description="Export these rows")

    def _make_form(self, who: str) -> None:
        self.who = widgets.Text(description="Who", value=who, placeholder="your name or initials", **NAMED)
        self.why = widgets.Text(description="Why", placeholder="the reason, for who reads it later", **NAMED)
        self.column = widgets.Dropdown(description="Column", options=[""], **NAMED)
        self.value = widgets.Combobox(description="New value", options=[], ensure_option=False, **NAMED)
        self.quote = widgets.Text(description="Words to add", placeholder="exactly as in the text, to add a row", **NAMED)
        self.by = widgets.Dropdown(description="Actor to add", options=[""], **NAMED)
        self.on = widgets.Dropdown(description="Issue to add", options=[("", "")], **NAMED)
        self.buttons = {action: widgets.Button(description=action.capitalize(), tooltip=f"{action.capitalize()} this row")
                        for action in tables.CORRECTIONS}

    def _listen(self) -> None:
        self.article.observe(self._other_article, "value")
        for widget in (*self.filters.values(), self.words):
            widget.observe(lambda change: self._refresh(), "value")
        for widget in (self.table, self.sort, self.down, self.page):
            widget.observe(lambda change: self._show_rows(), "value")
        self.list.observe(lambda change: self._show_row(), "value")
        self.column.observe(lambda change: self._offer_values(), "value")
        self.keep.on_click(lambda button: self._export())
        for action, button in self.buttons.items():
            button.on_click(lambda button, action=action: self.save(action))

    @property
    def box(self) -> widgets.VBox:
        """All of it, one below the other, so that it fits a narrow screen."""
        form = [self.who, self.why, self.column, self.value, self.quote, self.by, self.on,
                widgets.Box(list(self.buttons.values()), layout=widgets.Layout(flex_flow="row wrap"))]
        return widgets.VBox([self.article, *self.filters.values(), self.words, self.table, self.sort, self.down, self.page, self.list, self.keep,
                             self.passage, *form, self.told, self.ledger], layout=widgets.Layout(max_width="60rem"))

    def _repr_mimebundle_(self, **asked: object) -> dict[str, object]:
        """The widgets where there is a front end for them, their rows as tables everywhere else."""
        return {**self.box._repr_mimebundle_(), "text/html": self.twin()._repr_html_(), "text/plain": repr(self.twin())}

    # ---- Choosing --------------------------------------------------------------------------------------

    def _offer_names(self) -> None:
        for name, offered in choosing.list_names(self.collection, self.choice).items():
            wanted = getattr(self.choice, name)
            self.filters[name].options = [ALL, *offered]
            self.filters[name].value = wanted if wanted in offered else ALL

    def _other_article(self, change: object) -> None:
        self.choice = self.choice.but(article=self.article.value)
        self._offer_names()
        self._refresh()

    def _refresh(self) -> None:
        chosen = {name: "" if widget.value == ALL else widget.value for name, widget in self.filters.items()}
        self.choice = Choice(self.article.value, words=self.words.value, **chosen)
        self.found = choosing.choose(self.collection, self.choice)
        self.page.value = 1
        self._show_rows()

    def _show_rows(self) -> None:
        name: Table = self.table.value
        columns = ["reading order", *SHOWN[name]]
        if list(self.sort.options) != columns:
            self.sort.options = columns
        ordered = choosing.sort_rows(self.found[name], self.sort.value, descending=self.down.value)
        self.page.max = max(1, -(-len(ordered) // PAGE))
        first = (self.page.value - 1) * PAGE
        self.rows = ordered.iloc[first:first + PAGE]
        self.list.options = [(_line(row, name), place) for place, row in enumerate(self.rows.to_dict("records"))]
        self.list.index = 0 if len(self.rows) else None
        self._show_row()

    @property
    def row(self) -> dict[str, Any] | None:
        """The row that is looked at; None where none fits."""
        return None if self.list.value is None or self.rows.empty else self.rows.iloc[self.list.value].to_dict()

    def _show_row(self) -> None:
        name, row = self.table.value, self.row
        counts = f"<p>{' · '.join(explorer.summarise(self.found))}</p>"
        self.passage.value = counts + ("<p>No row fits; choose less.</p>" if row is None else _details(row, name) + self._read(row))
        possible = corrections.POSSIBLE[name]
        for action, button in self.buttons.items():
            button.disabled = action not in possible or (row is None and action != "add")
        if list(self.column.options) != list(corrections.EDITABLE[name]):
            self.column.options = corrections.EDITABLE[name]
        self._offer_values()
        self._offer_actors()
        self._show_ledger()

    def _read(self, row: dict[str, Any]) -> str:
        """The paragraph a row stands in, with all that is said of it."""
        if "start" not in row:
            return ""
        frames = self.collection.of(row["document_id"])
        paragraph = frames["sentences"].paragraph[frames["sentences"].start <= row["start"]].max()
        near = frames["sentences"][frames["sentences"].paragraph == paragraph]
        inside = {name: frame[frame.start.between(near.start.min(), near.end.max() - 1)] if "start" in frame else frame
                  for name, frame in frames.items() if name != "sentences"}
        return f"<style>{reading.style()}</style>" + reading.draw(inside | {"sentences": near}, lists=False)

    # ---- Correcting ------------------------------------------------------------------------------------

    @property
    def document_id(self) -> str:
        """The article that a correction would be of."""
        return self.row["document_id"] if self.row else self.choice.article

    def _offer_values(self) -> None:
        """What a column can be set to, where that is known."""
        actors = self._actors()
        column = next((c for c in tables.columns(self.table.value) if c.name == self.column.value), None)
        known = actors if self.column.value in ("actor_id", "holder_id", "parent") or self.table.value == "actors" else []
        issues = list(self.collection.frames["issues"].issue_id) if self.column.value == "issue_id" else []
        flags = ["true", "false"] if column is not None and column.dtype == tables.FLAG else []
        self.value.options = [*(column.values if column is not None else ()), *issues, *flags, *known]

    def _offer_actors(self) -> None:
        issues = self.collection.frames["issues"]
        self.by.options = ["", *self._actors()]
        self.on.options = [("", ""), *zip(issues.label, issues.issue_id)]

    def _actors(self) -> list[str]:
        frame = self.collection.frames["actors"]
        return list(frame.actor_id[(frame.document_id == self.document_id).to_numpy(bool)])

    def save(self, action: str) -> None:
        """Save what the form says of the row that is looked at; what can't be saved is told in a sentence."""
        try:
            path = self.collection.ledger(self.document_id)
            if path is None:
                raise InputError("It is not known where this article lies: name the folder of the articles in the notebook’s parameters.")
            corrections.save_corrections(path, [self._correction(action)])
        except (InputError, OSError) as error:
            self.told.value = f"<p role='alert'>Not saved: {html.escape(tell(error))}</p>"
            return
        self.told.value = f"<p role='status'>Saved in {html.escape(path.name)}: {action}. The next <code>make report</code> carries it out.</p>"
        self.quote.value = self.value.value = self.why.value = ""  # of the next row other reasons hold
        self._show_ledger()

    def _correction(self, action: str) -> dict[str, str]:
        if not self.who.value.strip():
            raise InputError("say who you are, so that others know whom to ask.")
        name, text = self.table.value, self.collection.texts[self.document_id]
        column = self.column.value if action == "edit" or (action == "add" and self.value.value) else ""
        value = self.value.value if action in ("edit", "merge", "split") or column else ""
        row = self._added(name, text) if action == "add" else self.row
        return corrections.make_correction(name, row or {}, action, text, column=column, value=value.strip(),
                                           who=self.who.value.strip(), why=self.why.value.strip())

    def _added(self, name: Table, text: str) -> dict[str, Any]:
        """The row that is to be added: its words, where they stand nearest to the row that is looked at."""
        words = self.quote.value
        if name == "actors":
            return {"name": words}
        near = int((self.row or {}).get("start", 0))
        places = _find_all(text, words)
        if not places:
            raise InputError("the words to add do not stand in the article; copy them from it.")
        start = min(places, key=lambda place: (abs(place - near), place))
        made = {"start": start, "end": start + len(words), "actor_id": self.by.value or pd.NA}
        return made | ({"issue_id": self.on.value or pd.NA} if name == "positions" else {})

    def _show_ledger(self) -> None:
        if not self.document_id:
            self.ledger.value = ""
            return
        try:
            self.ledger.value = f"<p><b>Corrections so far</b></p>{self.corrected()._repr_html_()}"
        except InputError as error:
            self.ledger.value = f"<p>{html.escape(str(error))}</p>"

    # ---- Without a front end ---------------------------------------------------------------------------

    def corrected(self) -> evidence.Shown:
        """What people said of the article so far."""
        return evidence.table(explorer.open_ledger(self.collection, self.document_id).rows(), rows=100, empty="Nothing was corrected yet.")

    def twin(self) -> evidence.Shown:
        """What is chosen, as plain tables."""
        sentences = self.collection.of(self.choice.article)["sentences"] if self.choice.article else None
        shown = [(name, evidence.table(frame[list(SHOWN[name])], sentences, rows=PAGE)) for name, frame in self.found.items()]
        return evidence.Shown("".join(f"<p><b>{name}</b></p>{table._repr_html_()}" for name, table in shown),
                              "\n\n".join(f"{name}\n{table!r}" for name, table in shown))

    def _export(self) -> None:
        written = explorer.export_rows(self.found, self.collection.folder)
        self.told.value = f"<p role='status'>Written: {', '.join(path.name for path in written)} in {html.escape(written[0].parent.name)}/.</p>"


def _line(row: dict[str, Any], name: Table) -> str:
    """A row in one line of the list."""
    cells = [row[column] for column in SHOWN[name] if column not in ("start", "rule", "probability", "aliases")]
    return " | ".join(_short(cell) for cell in cells if not pd.isna(cell))


def _details(row: dict[str, Any], name: Table) -> str:
    cells = [(column, row[column]) for column in SHOWN[name] if column != "start" and not pd.isna(row[column])]
    items = "".join(f"<dt><b>{column.replace('_', ' ')}</b></dt><dd>{html.escape(_short(cell, 400))}</dd>" for column, cell in cells)
    return f"<dl>{items}</dl>"


def _short(cell: object, most: int = 60) -> str:
    words = f"{cell:.2f}" if isinstance(cell, float) else " ".join(str(cell).split())
    return words if len(words) <= most else f"{words[:most - 1]}…"


def _find_all(text: str, words: str) -> list[int]:
    """Where words stand in a text."""
    found, place = [], text.find(words) if words else -1
    while place >= 0:
        found.append(place)
        place = text.find(words, place + 1)
    return found
