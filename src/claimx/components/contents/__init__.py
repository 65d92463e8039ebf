"""Step 3: contents, what is said. Ordered sieves, the most precise first, each taking its cues.

1. ``quoted``: quotations with a cue round, before, after or inside them;
2. what a cue governs: ``governed`` (clauses of verbs: *che*, *di* + infinitive, *se*, *come*,
   noun phrases; states; what precedes), ``parentheticals`` (*…, ha detto Rossi, …*),
   ``evidential`` (*secondo X*, *come ha detto X*), ``nominal`` (*la promessa di*);
3. ``leftover``: quotations left over that continue a speaker, and headlines
   (*Rossi: non mi dimetto*).

Each sieve takes the ``Findings`` of the article and adds to them. Where a content begins is told
by ``clauses`` and ``phrases``, where it ends by ``edges``, ``resumption`` and ``trimming``.

The attribution relation is that of Pareti (2012); the order of sieves follows Muzny et al.
(2017) for quotations. Where the parse is shaky the sentence's punctuation decides: a content
runs to the end of its sentence unless something of the writer's begins before.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimx.components.contents.evidential import find_evidential
from claimx.components.contents.findings import Findings
from claimx.components.contents.governed import find_governed, find_state
from claimx.components.contents.leftover import find_headlines, find_leftover
from claimx.components.contents.nominal import find_nominal
from claimx.components.contents.quoted import find_quoted
from claimx.components.state import Draft, cues, register

GOVERNED = {
    "verb": find_governed,
    "state": find_state,
    "as": find_evidential,
    "adposition": find_evidential,
    "noun": find_nominal,
}
"""The second sieve, by the part of speech of the cue."""


class Contents:
    """The component: writes ``doc._.claimx_drafts``, claims with content and cue but no source."""

    def match(self, doc: Doc) -> list[Draft]:
        """The claims of an article, in text order; cues and quotations must be on the Doc."""
        if not len(doc):
            return []
        found = Findings(doc)
        find_quoted(found)
        for cue in cues(doc):
            if cue["head"] not in found.taken_cues:
                GOVERNED[cue["part"]](found, cue)
        find_leftover(found)
        find_headlines(found)
        return sorted(found.drafts, key=lambda draft: (draft["content"][0], draft["anchor"]))

    def __call__(self, doc: Doc) -> Doc:
        """Write what ``match`` finds."""
        doc._.claimx_drafts = self.match(doc)
        return doc


@Language.factory(
    "claimx_contents",
    assigns=["doc._.claimx_drafts"],
    requires=["doc._.claimx_quotations", "doc._.claimx_sentences", "doc._.claimx_cues"],
)
def make_contents(nlp: Language, name: str) -> Contents:
    """Make the component; ``nlp`` and ``name`` are what spaCy passes."""
    register()
    return Contents()
