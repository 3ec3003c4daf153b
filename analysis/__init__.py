"""News text to actors, statements, positions and sentiment, with the sentence that proves it.

article → documents, sentences, tokens → actors, mentions → statements → positions → sentiment → figures → report
"""

from __future__ import annotations

__version__ = "0.1.0"
