"""Step 5: speakers, who each source is, over the whole article.

A ladder, the surest rung first: a name; a description that an entity's role or an earlier
description matches; a pronoun; a null subject, which in Italian is the norm and takes the
last speaker or subject that agrees; a quotation that goes on. A mention inside a quotation is
no candidate outside it (Muzny et al. 2017), nor is one inside what another says.

``names`` finds the names in the text, ``cast`` makes people and bodies of them with their
offices, ``memory`` knows who spoke and acted last, ``resolver`` goes up the ladder.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimx.components.speakers.cast import Cast, Entity
from claimx.components.speakers.resolver import Resolved, Resolver
from claimx.components.state import Attribution, Known, drafts, register

__all__ = ["Cast", "Speakers", "make_speakers"]


class Speakers:
    """The component: writes the speakers of ``doc._.claimx_drafts`` as plain data."""

    def match(self, doc: Doc) -> list[Resolved]:
        """For each draft its sources with their entities, and how they were found."""
        return Resolver(doc).run() if drafts(doc) else []

    def __call__(self, doc: Doc) -> Doc:
        """Write what ``match`` found."""
        numbers: dict[Entity, int] = {}
        pairs = zip(drafts(doc), self.match(doc), strict=True)
        for draft, resolved in sorted(pairs, key=lambda pair: pair[0]["content"][0]):
            draft["speakers"] = [
                Attribution(
                    mention=mention, speaker=_known(entity, numbers) if entity else None, how=how
                )
                for mention, entity, how in resolved.sources
            ]
            draft["trace"] = resolved.trace
            draft["losers"] = resolved.losers
        return doc


def _known(entity: Entity, numbers: dict[Entity, int]) -> Known:
    """An entity as plain data, numbered in the order in which the article has it speak."""
    return Known(
        id=f"s{numbers.setdefault(entity, len(numbers) + 1)}",
        name=entity.name,
        type=entity.type,
        role=entity.roles[0] if entity.roles else None,
        aliases=list(entity.aliases),
    )


@Language.factory(
    "claimx_speakers",
    assigns=["doc._.claimx_drafts"],
    requires=["doc.ents", "doc._.claimx_drafts"],
)
def make_speakers(nlp: Language, name: str) -> Speakers:
    """The component, for spaCy."""
    register()
    return Speakers()
