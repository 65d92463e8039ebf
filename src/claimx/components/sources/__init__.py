"""Step 4: sources, the words of the sentence that say who.

Subject before or after the verb, agent, possessor, relative antecedent, subject shared by
coordination or a governing verb; coordinated sources are mentions of their own, an elliptic
one (*quella ucraina*) as it is written.

``candidates`` tells which words can be a source, ``relations`` finds them by the parse,
``around`` by the words round the cue where the parse is lost; ``heads`` asks them in order,
``mentions`` makes the span, ``several`` deals with sources that are joined or shared.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc, Token

from claimx.components.contents.trimming import trim_chars
from claimx.components.grammar import (
    has_determiner,
    is_indefinite,
    is_passive,
    listed,
    text_of,
)
from claimx.components.lookup import token_from
from claimx.components.nouns import noun_type
from claimx.components.sources.candidates import finds, finite_cue, usable
from claimx.components.sources.heads import FINAL, Contents, find
from claimx.components.sources.mentions import mention
from claimx.components.sources.relations import impersonal
from claimx.components.sources.several import completed, conjuncts, each_named, share
from claimx.components.state import Cue, Draft, Mention, drafts, register


class Sources:
    """The component: completes the mentions of ``doc._.claimx_drafts``."""

    def match(self, doc: Doc) -> list[tuple[list[Mention], str]]:
        """For each draft its mentions, and how its speaker is sought if there are none."""
        contents = Contents(doc)
        return [
            (draft["mentions"], draft["inferred"])
            if draft["mentions"]
            else _mentions(doc, draft, contents)
            for draft in drafts(doc)
        ]

    def __call__(self, doc: Doc) -> Doc:
        """Write what ``match`` found."""
        for draft, (mentions, inferred) in zip(drafts(doc), self.match(doc), strict=True):
            draft["mentions"], draft["inferred"] = mentions, inferred
        for draft in drafts(doc):
            _set_apart(doc, draft)
        share(doc)
        return doc


def _set_apart(doc: Doc, draft: Draft) -> None:
    """*A parlare è Anna Neri. «…»*: a mention of the sentence before is no source."""
    cue = draft.get("source_cue")
    if cue is None or not draft["mentions"] or draft["rule"] != "quote.continuation":
        return
    draft["introduced"], draft["mentions"] = draft["mentions"], []
    draft["inferred"] = "continuation"


def _mentions(doc: Doc, draft: Draft, contents: Contents) -> tuple[list[Mention], str]:
    heads, inferred = find(doc, draft, contents)
    cue = draft["cue"]["tokens"] if draft["cue"] is not None else []
    found = [
        made
        for head in heads
        for token in conjuncts(head)
        if usable(token, draft["content"])
        and (whole := mention(doc, token, _nearest(cue, token.i))) is not None
        for made in each_named(doc, _outside(doc, draft, whole))
    ]
    said = [m for m in found if _may_say(doc, draft, m)]
    inferred = "none" if found and not said else inferred  # la mostra promette di …: nobody else
    return completed(doc, draft, said), inferred


def _nearest(cue: Sequence[int], i: int) -> int:
    """The word of a cue that stands last before ``i``, or first after it: *ha fatto [eco] Neri*."""
    before = [k for k in cue if k < i]
    return max(before) if before else min(cue, default=-1)


def _outside(doc: Doc, draft: Draft, found: Mention) -> Mention:
    """A mention without what is said: *…, fanno sapere dall'ospedale[, l'uomo è salvo]*."""
    (start, end), *_ = found["pieces"]
    end = min((first for first, _ in draft["content"] if start < first < end), default=end)
    free_relative = doc[found["head"]].lower_ in listed("whoever")
    if end == found["pieces"][0][1] or free_relative:
        return found
    before = token_from(doc, end) - 1
    if doc[before].pos_ == "ADP":
        end = doc[before].idx  # la promessa del ministro di [un bonus]
    end = start + len(text_of(doc)[start:end].rstrip(' ,:«“„‘"'))
    whole = trim_chars(text_of(doc), start, end)
    return found if whole is None else Mention(pieces=[whole], head=found["head"], how=found["how"])


def _may_say(doc: Doc, draft: Draft, found: Mention) -> bool:
    """Whether a mention can be the source of a verb: *il futuro* says nothing, but may show something."""
    cue, head = draft["cue"], doc[found["head"]]
    if cue is None or cue["part"] != "verb" or cue["type"] == "confirm" or finds(cue):
        return True  # le perquisizioni hanno confermato che …
    if cue["lemma"] == "leggere" and impersonal(doc, cue):
        return True  # si legge nelle linee guida
    if head.i + 2 < len(doc) and doc[head.i + 1].text == "-":
        head = doc[head.i + 2]  # il neo-sovrano
    common = head.pos_ == "NOUN" and found["how"] == "description" and head.text[0].islower()
    return not common or noun_type(head) is not None or _acts(doc, draft, cue, head)


def _acts(doc: Doc, draft: Draft, cue: Cue, noun: Token) -> bool:
    """Whether a noun of no known kind is the subject of what only people do: *la sarta ha dichiarato*.

    After a ``final`` cue whatever noun follows it: *«…», dice la sarta*.
    """
    quoted = draft["kind"] == "direct"  # a thing may explain that, but in no words of its own
    human = cue["type"] in _HUMAN and (quoted or cue["lemma"] not in listed("things_say"))
    final = draft["rule"] in FINAL
    active = finite_cue(doc, cue) and not is_passive(doc, cue["head"])
    determined = has_determiner(noun)
    before = noun.dep_ == "nsubj" and noun.i < cue["start"]
    after = final and noun.i >= cue["end"] and not _is_abstract(noun)
    return human and active and determined and (before or after)


def _is_abstract(noun: Token) -> bool:
    """*la collaborazione*, *il pagamento*, *una ripresa*: by its ending, or only one of its kind."""
    return is_indefinite(noun) or noun.lower_.endswith(tuple(listed("abstract_endings")))


_HUMAN = frozenset(["say", "announce", "ask", "promise", "deny", "accuse"])
"""Types of cues whose subject is a speaker, whatever noun names it."""


@Language.factory(
    "claimx_sources",
    assigns=["doc._.claimx_drafts"],
    requires=["token.dep", "token.morph", "doc._.claimx_drafts"],
)
def make_sources(nlp: Language, name: str) -> Sources:
    """The component, for spaCy."""
    register()
    return Sources()
