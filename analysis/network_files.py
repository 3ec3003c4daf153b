"""Network files: discourse networks for Gephi, visone, Pajek and spreadsheets, and statements as Discourse Network Analyzer users know them."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path

import networkx
import pandas as pd

from analysis.cells import make_safe
from analysis.networks import Network
from analysis.paths import replacing

FORMATS = ("csv", "graphml", "gexf", "pajek")
ENDINGS = {"csv": "csv", "graphml": "graphml", "gexf": "gexf", "pajek": "net"}
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # characters that XML 1.0 can't hold
STATEMENTS = ("person", "organisation", "concept", "agreement", "document", "date", "start", "stop")


def write_network(network: Network, folder: Path, name: str, format: str, sides: Mapping[str, str] | None = None) -> Path:
    """Keep a network as NAME.csv (an edge list), NAME.graphml, NAME.gexf or NAME.net; an earlier file stays until the new one is whole.

    Parameters
    ----------
    sides : mapping of str to str, optional
        An attribute `side` of nodes.

    Notes
    -----
    The same network is the same bytes.  Text from articles is escaped; what XML can't hold is left out.
    """
    content = _edge_list(network) if format == "csv" else _WRITERS[format](_plain_graph(network, sides or {}))
    with replacing(Path(folder) / f"{name}.{ENDINGS[format]}") as draft:
        draft.write_bytes(content)
    return Path(folder) / f"{name}.{ENDINGS[format]}"


def write_statements(statements: pd.DataFrame, folder: Path, name: str = "statements") -> Path:
    """Keep statements as NAME.csv: person, organisation, concept, agreement (1 or 0), document, date, start, stop."""
    table = statements[list(STATEMENTS)].assign(agreement=statements.agreement.astype(int))
    with replacing(Path(folder) / f"{name}.csv") as draft:
        draft.write_bytes(_csv(table))
    return Path(folder) / f"{name}.csv"


def _csv(table: pd.DataFrame) -> bytes:
    """A table whose words no spreadsheet runs."""
    words = table.select_dtypes(exclude="number").columns
    safe = table.assign(**{column: table[column].map(lambda cell: cell if pd.isna(cell) else make_safe(str(cell))) for column in words})
    return safe.to_csv(index=False, lineterminator="\n", float_format="%.6f").encode()


def _edge_list(network: Network) -> bytes:
    return _csv(network.edges())


def _plain_graph(network: Network, sides: Mapping[str, str]) -> networkx.Graph:
    """The graph with labels that every format can hold, and with the attributes of its nodes."""
    graph = network.graph()
    for node in graph:
        graph.nodes[node]["label"] = " ".join(NO_XML.sub("", node).split())
        if sides.get(node):
            graph.nodes[node]["side"] = NO_XML.sub("", sides[node])
        if "bipartite" in graph.nodes[node]:
            graph.nodes[node]["mode"] = "concept" if graph.nodes[node].pop("bipartite") else "actor"
    return networkx.convert_node_labels_to_integers(graph, ordering="default")


def _graphml(graph: networkx.Graph) -> bytes:
    target = io.BytesIO()
    networkx.write_graphml_xml(graph, target, named_key_ids=True)
    return target.getvalue()


def _gexf(graph: networkx.Graph) -> bytes:
    target = io.BytesIO()
    networkx.write_gexf(graph, target)
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", target.getvalue())  # the same network is the same bytes tomorrow


def _pajek(graph: networkx.Graph) -> bytes:
    """Pajek's own lines: vertices by number with a label in quotation marks, then edges; labels are cut of such marks."""
    lines = [f"*Vertices {len(graph)}"]  # without the number of a first mode, which not all programs read
    labels = (graph.nodes[node]["label"].replace('"', "'") for node in graph)
    lines += [f'{number} "{label}"' for number, label in enumerate(labels, start=1)]
    edges = [f"{a + 1} {b + 1} {weight:.6f}" for a, b, weight in graph.edges(data="weight")]
    return "\n".join([*lines, "*Edges", *edges, ""]).encode()


_WRITERS = {"graphml": _graphml, "gexf": _gexf, "pajek": _pajek}
