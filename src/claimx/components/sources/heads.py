"""Which word heads the source of a draft: a ladder for each part of speech of its cue."""

from __future__ import annotations

import bisect

from spacy.tokens import Doc, Token

from claimx.components.contents.phrases import names_antecedent
from claimx.components.grammar import (
    cleft_copula,
    feature,
    finite,
    first_value,
    fused,
    grammar,
    has_case,
    is_indefinite,
    is_nominal,
    is_passive,
    is_there,
    is_verb,
    lemma_of,
    listed,
    morph,
    prepositions,
    sentence_of,
    subject_of,
    verb_group,
)
from claimx.components.lookup import within
from claimx.components.nouns import noun_type
from claimx.components.sources.around import (
    after_verb,
    agent_past,
    before_cui,
    before_verb,
    from_da,
    next_speaker,
    nominal_from,
    possessor,
    topic,
)
from claimx.components.sources.candidates import (
    agrees,
    disguised,
    finite_cue,
    near,
    speaks,
    usable,
)
from claimx.components.sources.relations import (
    about_anybody,
    above,
    agent,
    agent_before,
    body,
    impersonal,
    paper,
    shared,
    subject,
)
from claimx.components.state import Cue, Draft, Range, cue_of, drafts

Found = tuple[list[Token], str]
"""Heads of sources, and how the speaker is sought if there are none: a Resolution."""

FINAL = frozenset(
    [
        "quote.cue_after",
        "quote.verb_after",
        "quote.cue_inside",
        "clause.parenthetical",
        "clause.anaphoric",
    ]
)
"""Rules whose cue follows what is said: a noun after the cue is its source."""


class Contents:
    """What is said in a text, by where it begins: no source stands in what another says."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.pieces = sorted(
            (start, end, number, cue["head"])
            for number, draft in enumerate(drafts(doc))
            if (cue := draft["cue"]) is not None and cue["part"] in {"verb", "noun"}
            for start, end in draft["content"]
        )
        self.numbers = {id(draft): number for number, draft in enumerate(drafts(doc))}

    def beside(self, draft: Draft) -> list[Range]:
        """What others say in the sentence of a draft's cue, but not round nor inside it."""
        cue, doc = draft["cue"], self.doc
        if cue is None:
            return []
        at, own = doc[cue["head"]].idx, self.numbers[id(draft)]
        low, high = sentence_of(doc, cue["head"])
        first = bisect.bisect_left(self.pieces, (doc[low].idx,))
        last = bisect.bisect_left(self.pieces, (doc[high - 1].idx + 1,))
        return [
            (start, end)
            for start, end, number, head in self.pieces[first:last]
            if number != own
            and not start <= at < end
            and not within(draft["content"], doc[head].idx)
        ]


def find(doc: Doc, draft: Draft, contents: Contents) -> Found:
    """Heads of the sources of a draft, and how its speaker is sought if there is none."""
    cue, outer = draft["cue"], draft.get("source_cue")
    if cue is None and outer is None:
        return [], draft["inferred"]
    found = _of_cue(doc, draft, cue, contents) if cue is not None else ([], "none")
    if outer is not None and not found[0]:
        found = _of_cue(doc, draft, outer, contents)
    return found


def _of_cue(doc: Doc, draft: Draft, cue: Cue, contents: Contents) -> Found:
    """The sources of what a draft says, as those of one cue."""
    content = [*draft["content"], *contents.beside(draft)]
    if cue["part"] == "noun":
        return _of_noun(doc, cue, content)
    if cue["part"] == "adposition":
        return _of_adposition(doc, cue)
    if cue["part"] == "state":
        return _of_state(doc, cue, content)
    if draft["rule"] == "quote.next_sentence":
        return _heads(next_speaker(doc, cue)), "null_subject"
    if cue["part"] == "as":
        return _of_as(doc, cue, content)
    return _of_verb(doc, cue, content, draft["rule"])


def _heads(token: Token | None) -> list[Token]:
    return [] if token is None else [token]


# ---------------------------------------------------------------- nouns, adpositions, states


def _of_noun(doc: Doc, cue: Cue, content: list[Range]) -> Found:
    """*la sua promessa*, *l'annuncio del sindaco*, *Rossi ha espresso la speranza che*."""
    noun = doc[cue["head"]]
    possessive = next((c for c in noun.children if c.dep_ == "det:poss"), None)
    if possessive is not None:
        return [possessive], "pronoun"
    source = possessor(noun, content)
    of_nobody = has_case(noun, fused("con")) or noun.dep_ in {"nsubj", "ROOT"}
    if source is None and cue["lemma"] in listed("accusation") and of_nobody:
        return [], "none"  # condannato con l'accusa di aver mentito, l'accusa è di furto
    source = source or (_presented_by(noun, content) if is_there(noun) else above(noun, content))
    if source is not None:
        return [source], "null_subject"
    return [], "none" if noun.dep_ in {"nsubj", "nsubj:pass", "ROOT"} else "null_subject"


def _presented_by(noun: Token, content: list[Range]) -> Token | None:
    """*[tra i residenti] cresce il timore*, *[dalla procura] arriva la conferma*."""
    cases = fused("da") | listed("among") | {"per"}
    around = (c for c in noun.head.children if c.dep_ in {"obl", "obl:agent"} and c.i != noun.i)
    return next(
        (c for c in around if has_case(c, cases) and speaks(c) and usable(c, content)), None
    )


def _of_adposition(doc: Doc, cue: Cue) -> Found:
    """*secondo la procura*, *a suo parere*, *Rossi, secondo cui*, *un uomo per il quale*."""
    i = cue["end"]
    words = doc[cue["start"] : i]
    possessive = next((t for t in words if t.lower_ in listed("possessives")), None)
    if possessive is not None:
        return [possessive], "pronoun"
    if i < len(doc) and _is_relative(doc, i):
        return _heads(before_cui(doc, cue["start"], doc[i])), "none"
    source = nominal_from(doc, i)
    if source is not None and lemma_of(source) in listed("sayings"):
        whose = next((c for c in source.children if c.dep_ == "det:poss"), None)
        if whose is not None:
            return [whose], "pronoun"  # secondo la [sua] testimonianza
    return _heads(source), "none"


def _is_relative(doc: Doc, i: int) -> bool:
    """*cui*, *il quale*."""
    return doc[i].lower_ == "cui" or (i + 1 < len(doc) and doc[i + 1].lower_ in listed("which"))


def _of_state(doc: Doc, cue: Cue, content: list[Range]) -> Found:
    """*Rossi è convinto che*, *i genitori, certi di vincere*: the subject, or what it is said of."""
    state = doc[cue["head"]]
    if _of_anybody(doc, cue):
        return [], "none"
    for word in (state, *(doc[i] for i in cue["tokens"] if i != state.i)):
        found = subject(word, content)
        if found is not None:
            return [found], "null_subject"
    said_of = state.head
    numbers = {first_value(state, "Number"), first_value(said_of, "Number"), None}
    fits = len(numbers) < 3  # i ladri …, una borsa, convinti di
    if (
        state.dep_ in {"acl", "amod", "appos"}
        and is_nominal(said_of)
        and usable(said_of, content)
        and fits
    ):
        return [said_of], "null_subject"
    before = before_verb(doc, cue, content) or shared(doc, cue, state, content)
    if before is None and len(cue["tokens"]) == 1:
        before = _of_main_clause(doc, cue, content)
    return _heads(before or body(doc, cue, content)), "null_subject"


def _of_main_clause(doc: Doc, cue: Cue, content: list[Range]) -> Token | None:
    """*Convinti che …, [i ladri] sono fuggiti*: the subject of the clause that follows."""
    low, high = sentence_of(doc, cue["head"])
    if any(not (t.is_space or t.is_punct) for t in doc[low : cue["start"]]):
        return None
    after = (t for t in doc[cue["end"] : high] if t.dep_ == "nsubj" and usable(t, content))
    return next((t for t in after if speaks(t)), None)


def _of_anybody(doc: Doc, cue: Cue) -> bool:
    """*si è convinti che*: the verb in the singular, what it is said of in the plural."""
    if not any(doc[i].lower_ in listed("si") for i in cue["tokens"]):
        return False
    plural = first_value(doc[cue["head"]], "Number") == "Plur"
    return plural and feature(doc, cue["tokens"][:-1], "Number") == "Sing"


def _of_as(doc: Doc, cue: Cue, content: list[Range]) -> Found:
    """*come ha detto il sindaco*, *secondo quanto riferito dai carabinieri*."""
    verb = doc[cue["head"]]
    source = (
        agent(verb)
        or after_verb(doc, cue, content)
        or subject(verb, content)
        or from_da(doc, cue["end"])
        or _body_after(doc, cue, content)
    )
    surfacing = cue["lemma"].split()[-1] in listed("surfacing")  # a quanto trapela
    if source is not None and (source.lower_ in listed("what_is") or surfacing):
        source = None  # da quel che si apprende, a quanto risulta altri tentativi …
    if surfacing and doc[cue["end"]].lower_ in fused("a"):
        return _heads(nominal_from(doc, cue["end"] + 1)), "none"  # da quanto risulta ai militari
    if source is None and (surfacing or impersonal(doc, cue)):
        return _heads(paper(doc, cue, content)), "none"  # come si legge nella nota
    return _heads(source), "none" if "Part" in morph(verb, "VerbForm") else "null_subject"


def _body_after(doc: Doc, cue: Cue, content: list[Range]) -> Token | None:
    """*come riferiscono [in questura]*, *come fanno sapere [dalla Regione]*: the verb plural."""
    i = cue["end"]
    plural = feature(doc, cue["tokens"], "Number") == "Plur"
    if not plural or i >= len(doc) or doc[i].lower_ not in fused("in") | fused("da"):
        return None
    found = nominal_from(doc, i + 1)
    body = found is not None and noun_type(found) == "ORG" and usable(found, content)
    return found if body else None


# ---------------------------------------------------------------- verbs


def _of_verb(doc: Doc, cue: Cue, content: list[Range], rule: str) -> Found:
    verb, final = doc[cue["head"]], rule in FINAL
    if rule == "clause.named" and names_antecedent(doc, cue):
        return _heads(_namer(doc, cue, content)), "null_subject"
    plain = doc[cue["start"]].lower_ not in grammar().clitics  # not: che gli rimproverano di …
    accuses = cue["start"] > 0 and doc[cue["start"] - 1].lower_ == "che" and plain
    if rule == "clause.accused" and accuses and doc[cue["end"]].lower_ in listed("plain_di"):
        return _heads(above(verb.head, content)), "null_subject"  # la stampa, che accusa di mentire
    if (cleft := _cleft(doc, cue)) is not None and usable(cleft, content):
        return [cleft], "null_subject"
    if final and _is_said(doc, cue):
        last = doc[cue["end"] - 1]
        source = agent(verb) or agent_past(doc, last.idx + len(last))
        return _heads(source if source is not None and usable(source, content) else None), "none"
    if (
        lemma_of(verb.head) in listed("hearing")
        and "Inf" in morph(verb, "VerbForm")
        and verb.head.i < verb.i
    ):
        source = agent(verb) or agent(verb.head) or from_da(doc, cue["end"])
        return _heads(source), "none"  # si è sentito dire dall'uomo che …
    if (led := _led_to(doc, verb)) is not None and usable(led, content):
        return [led], "null_subject"
    resumes = doc[cue["start"]].lower_ in listed("clitic_it") and cue["start"] < cue["head"]
    first = rule == "quote.cue_before" and _opens_clause(doc, cue)  # Critica la capogruppo: «…»
    # lo ha annunciato la famiglia: «…»
    sought = final or cue["type"] == "say" or resumes or first
    after = after_verb(doc, cue, content) if sought else None
    if after is not None and not final and _is_written(after):
        after = None  # un'amica, Anna Neri, mi ha scritto un messaggio: «…»
    first_named = _named_between(doc, cue) if final else None
    if first_named is not None:
        return [first_named], "null_subject"
    if final and after is not None and _is_source_after(doc, cue, after, rule):
        return [after], "null_subject"
    if not final and _is_passive(doc, cue, rule) and not impersonal(doc, cue):
        source = _passive_source(doc, cue, content)
        if source is not None or not any(doc[i].lower_ == "si" for i in cue["tokens"]):
            return _heads(source), "none"
        if _any_agent(doc, cue, content) is not None:
            return [], "none"
    source = _active_source(doc, cue, content, after, final)
    if source is not None and about_anybody(doc, cue):
        source = None  # gli Stati che si suppone abbiano …
    if (
        source is None
        and after is not None
        and _opens_clause(doc, cue)
        and _can_say(doc, cue, after)
    ):
        source = after  # hanno detto i soccorritori che …
    if source is not None:
        return [source], "null_subject"
    if impersonal(doc, cue, content) or cue["lemma"] in listed("surfacing"):
        return _heads(paper(doc, cue, content)), "none"
    before = before_verb(doc, cue, content)
    predicate = finite_cue(doc, cue) or disguised(doc, cue)
    if before is not None and predicate and _can_say(doc, cue, before):
        return [before], "null_subject"
    source = shared(doc, cue, verb, content)
    if source is None and not final and (finite_cue(doc, cue) or not is_verb(verb)):
        source = topic(doc, cue, content)
    if source is None and not final and (main := _main_of_gerund(doc, verb)) is not None:
        source = topic(doc, main, content)
    return _heads(source), "null_subject"


def _main_of_gerund(doc: Doc, verb: Token) -> Cue | None:
    """*Ieri, un vescovo, Aldo Neri, [aveva attaccato] la coppia sostenendo che*: as if a cue."""
    main = verb.head
    if "Ger" not in morph(verb, "VerbForm") or verb.dep_ != "advcl" or main.i > verb.i:
        return None
    group = verb_group(doc, main.i)
    if not is_verb(main) or subject(main, []) is not None:
        return None
    return cue_of(group, main.i, lemma_of(main), "say", [], "verb")


def _namer(doc: Doc, cue: Cue, content: list[Range]) -> Token | None:
    """*[L'avvocato] impugna la sentenza, che ha definito ingiusta*, *che [il sindaco] ha definito*."""
    before = before_verb(doc, cue, content)
    if before is not None and doc[cue["start"] - 1].lower_ != "che":
        return before
    return above(doc[cue["head"]].head, content)


def _named_between(doc: Doc, cue: Cue) -> Token | None:
    """*«…» [Rossi] attacca il governo*: a name between the marks and a verb with an object."""
    verb = doc[cue["head"]]
    subjects = [c for c in verb.children if c.dep_ == "nsubj" and c.ent_type_ == "PER"]
    objects = any(c.dep_ == "obj" and c.i > verb.i for c in verb.children)
    before = [c for c in subjects if c.i < verb.i and near(doc, c, cue)]
    return before[0] if before and objects and finite_cue(doc, cue) else None


def _is_written(noun: Token) -> bool:
    """*un messaggio*, *una lettera*: what somebody writes, where it is an object with *un*."""
    return noun.dep_ == "obj" and is_indefinite(noun) and noun_type(noun) == "DOC"


def _opens_clause(doc: Doc, cue: Cue) -> bool:
    """Whether a finite cue is the first of its clause: no subject can stand before it.

    Not of a verb whose object is the one spoken to: *avverte i colleghi che …*
    """
    if not finite_cue(doc, cue) or cue["lemma"] in listed("addressing"):
        return False
    before = doc[cue["start"] - 1] if cue["start"] else None
    if before is None or before.is_punct or before.is_space or before.pos_ == "CCONJ":
        return True
    # alla fine ha spiegato la donna che; not: in un tweet Trump ha attaccato la stampa
    return _in_complement(before, doc[cue["head"]]) and before_verb(doc, cue, []) is None


def _in_complement(word: Token, verb: Token) -> bool:
    """Whether a word before a verb is an adverb, or belongs to a complement with a preposition."""
    while word.head.i != verb.i:
        if word.head.i == word.i:
            return False
        word = word.head
    return word.dep_ == "advmod" or (word.dep_ == "obl" and has_case(word, prepositions()))


def _cleft(doc: Doc, cue: Cue) -> Token | None:
    """*a parlare è Anna Neri: «…»*: the infinitive comes first, its subject after *essere*."""
    copula = cleft_copula(doc, cue["start"], cue["head"], cue["end"])
    copula = _copula_before(doc, cue) if copula is None else copula
    if copula is None:
        return None
    i = copula + 1
    while i + 1 < len(doc) and doc[i].pos_ in {"AUX", "ADV"}:
        i += 1
    return nominal_from(doc, i)


def _led_to(doc: Doc, verb: Token) -> Token | None:
    """*ha portato [gli studiosi] a ritenere che*: whom a thing leads to say or believe so."""
    leads = lemma_of(verb.head) in listed("leading_to") and verb.head.i < verb.i
    if not leads or "Inf" not in morph(verb, "VerbForm"):
        return None
    objects = (c for c in verb.head.children if c.dep_ == "obj" and c.i < verb.i)
    return next((c for c in objects if speaks(c)), None)


def _copula_before(doc: Doc, cue: Cue) -> int | None:
    """*[È] la derubata, Anna Neri, a raccontare*: the form of *essere* that opens the clause."""
    low, _ = sentence_of(doc, cue["head"])
    to = cue["start"] - 1
    if (
        to <= low
        or doc[to].lower_ not in {"a", "ad"}
        or "Inf" not in morph(doc[cue["head"]], "VerbForm")
    ):
        return None
    verb = next((k for k in range(to - 1, low - 1, -1) if finite(doc[k])), None)
    if verb is None or lemma_of(doc[verb]) != "essere":
        return None
    before = doc[verb - 1] if verb > low else None
    opens = before is None or before.is_punct or before.is_space or before.pos_ in {"ADV", "CCONJ"}
    return verb if opens else None


def _can_say(doc: Doc, cue: Cue, noun: Token) -> bool:
    return speaks(noun) and agrees(doc, cue, noun)


def _is_said(doc: Doc, cue: Cue) -> bool:
    """*«…», è stato detto da Rossi*: a passive after what is said; not *«…», è sbottato Rossi*."""
    been = any("Part" in morph(doc[i], "VerbForm") for i in cue["tokens"] if i < cue["head"])
    return been and "Part" in morph(doc[cue["head"]], "VerbForm")


def _is_source_after(doc: Doc, cue: Cue, noun: Token, rule: str) -> bool:
    """*«…», ha detto il sindaco*; after *lo* a thing is none: *lo dice l'esperienza*."""
    if not agrees(doc, cue, noun):
        return False
    return speaks(noun) or noun.dep_ == "nsubj" or rule != "clause.anaphoric"


def _is_passive(doc: Doc, cue: Cue, rule: str) -> bool:
    """*è stato detto*; but a believing in two words is a state: *resta convinto*."""
    group = cue["tokens"][:-1]
    if cue["type"] == "accuse" and any(lemma_of(doc[i]) == "essere" for i in group):
        return not any(doc[i].lower_ in listed("si") for i in group)  # è accusato
    told = rule == "clause.che" and subject_of(doc, cue["head"]) is None
    being = any(lemma_of(doc[i]) == "essere" for i in group)  # non è escluso che, è ritenuto utile
    by_words = being and ("named" in cue["frames"] or (told and cue["type"] != "believe"))
    himself = any(doc[i].lower_ in listed("si") for i in cue["tokens"])
    if not is_passive(doc, cue["head"]) and (himself or not by_words):
        return False
    verb = doc[cue["head"]]
    if not group and any(c.dep_ == "nsubj" and c.i < verb.i for c in verb.children):
        return False  # il marito confessa: tagged as a participle
    return cue["type"] != "believe" or " " not in cue["lemma"]


def _any_agent(doc: Doc, cue: Cue, content: list[Range]) -> Token | None:
    """*da X* after the verb, before it, or after what is said: *definita «folle» da Rossi*."""
    verb = doc[cue["head"]]
    return agent(verb) or agent_before(verb) or agent_past(doc, content[0][1])


def _passive_source(doc: Doc, cue: Cue, content: list[Range]) -> Token | None:
    for source in (_any_agent(doc, cue, content), from_da(doc, cue["end"])):
        if source is not None and usable(source, content):
            return source
    return None


def _active_source(
    doc: Doc, cue: Cue, content: list[Range], after: Token | None, final: bool
) -> Token | None:
    """The subject by the parse; a name after the verb; a body after *da*."""
    verb = doc[cue["head"]]
    thing: Token | None = None  # il futuro dirà: a source only if nobody is
    # è convinto: the parse may hang the subject on either word
    for word in (verb, *(doc[i] for i in cue["tokens"] if i != verb.i and is_verb(doc[i]))):
        found = subject(word, content)
        if found is None or not agrees(doc, cue, found):
            continue
        if not final or found.i >= verb.i or near(doc, found, cue):
            if speaks(found) or cue["type"] == "acknowledge":
                return found
            thing = thing or found
    named = after is not None and (after.pos_ == "PROPN" or bool(after.ent_type_))
    if after is not None and named and agrees(doc, cue, after):
        return after
    return body(doc, cue, content) or thing
