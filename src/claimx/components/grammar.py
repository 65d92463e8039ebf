"""What the steps ask of the Italian parse: groups of words, agreement, edges.

The relations are those of Universal Dependencies; where the parse of news is shaky (long
sentences, quotations, inversion) the surface decides, and the functions say so.
"""

from __future__ import annotations

import bisect
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, NamedTuple

from spacy.tokens import Doc, Token

# the tables of lookup.py are part of what this module offers
from claimx.components.lookup import STOPS as STOPS
from claimx.components.lookup import chars as chars
from claimx.components.lookup import cues_between as cues_between
from claimx.components.lookup import forget as forget
from claimx.components.lookup import quotation_before as quotation_before
from claimx.components.lookup import quotations_between as quotations_between
from claimx.components.lookup import quote_at as quote_at
from claimx.components.lookup import remembered, tokens_with
from claimx.components.lookup import sentence_at as sentence_at
from claimx.components.lookup import sentence_of as sentence_of
from claimx.components.lookup import text_of as text_of
from claimx.components.state import Range, quotations
from claimx.lexicon import phrases, read_toml, words

DASHES = frozenset("-–—")
CLOSING = frozenset(['"', "”", "»"])
"""Marks that close a quotation, whatever else they do."""
NOMINAL = frozenset(["NOUN", "PROPN", "PRON", "NUM", "X", "SYM"])
"""Tags of what can head a noun phrase."""
VERBS = frozenset(["VERB", "AUX"])
"""Tags of verbs."""
SUBJECTS = frozenset(["nsubj", "nsubj:pass"])
MAX_GROUP = 8
"""Tokens that a verb's auxiliaries, clitics and adverbs may go back over."""
MAX_NAME = 40
"""Tokens of a name, with what it is called: a longer run of capitals is a list or a table."""
MAX_NAME_IN_QUOTES = 6
"""Tokens of a quotation that may still be a name: *la rassegna «Il mare in città»*."""


class Grammar(NamedTuple):
    """The closed classes of ``grammar.toml``."""

    clitics: frozenset[str]
    copulas: frozenset[str]
    negations: frozenset[str]
    auxiliaries: frozenset[str]
    modals: frozenset[str]
    inner: frozenset[str]
    fused: dict[str, frozenset[str]]
    lists: dict[str, frozenset[str]]
    exclusions: tuple[tuple[str, ...], ...]
    irregular: dict[str, str]
    endings: dict[str, tuple[str, ...]]
    """Ending of a finite form, participle or gerund → endings of its infinitive."""


@cache
def grammar() -> Grammar:
    """The closed classes that ship with claimx."""
    raw = read_toml("grammar.toml")
    return Grammar(
        clitics=frozenset(words(raw["clitics"])),
        copulas=frozenset(words(raw["copulas"])),
        negations=frozenset(words(raw["negations"])),
        auxiliaries=frozenset(words(raw["auxiliaries"])),
        modals=frozenset(words(raw["modals"])),
        inner=frozenset(words(raw["inner"])),
        fused={key: frozenset(words(forms)) for key, forms in raw["fused"].items()},
        lists={key: frozenset(words(forms)) for key, forms in raw["words"].items()},
        exclusions=phrases(raw["exclusions"]["forms"]),
        irregular=dict(raw["irregular"]),
        endings={ending: tuple(words(forms)) for ending, forms in raw["endings"].items()},
    )


def listed(name: str) -> frozenset[str]:
    """The word list ``name`` of ``[words]`` in ``grammar.toml``."""
    return grammar().lists[name]


def fused(preposition: str) -> frozenset[str]:
    """A preposition's forms, bare and with an article: *di, del, dello …*."""
    return grammar().fused[preposition]


@cache
def prepositions() -> frozenset[str]:
    """Every form of every preposition that joins with an article."""
    return frozenset(form for forms in grammar().fused.values() for form in forms)


# ---------------------------------------------------------------- words


_ANALYSES: dict[int, dict[str, list[str]]] = {}
"""The features of each morphological analysis met, by its hash: a language has some hundreds."""


def morph(token: Token, feature: str) -> list[str]:
    """The values of a morphological feature of a token (``VerbForm`` → ``["Part"]``), or none.

    Of a verb with a pronoun at its end (*dirmi*) person, number and gender are the pronoun's: none.
    """
    analysis: Any = token.morph
    known = _ANALYSES.get(analysis.key)
    if known is None:
        known = {name: analysis.get(name) for name in analysis.to_dict()}
        if "Clitic" in known and "VerbForm" in known and "Fin" not in known["VerbForm"]:
            known = {name: known[name] for name in known.keys() - _AGREEMENT}
        _ANALYSES[analysis.key] = known
    return known.get(feature, [])


_AGREEMENT = frozenset(["Person", "Number", "Gender"])


def first_value(token: Token, feature: str) -> str | None:
    """The value of a morphological feature that a token shows, or None."""
    values = morph(token, feature)
    return values[0] if values else None


def lemma_of(token: Token) -> str:
    """The lemma without clitics (*dirlo* → *dire*), lower case."""
    lemma = token.lemma_.lower()
    if " " in lemma:
        lemma = lemma.split(" ")[0]
    return lemma or token.lower_


def is_verb(token: Token) -> bool:
    """Whether the token is a verb, auxiliaries among them: a mark or a space may be tagged as one."""
    return token.pos_ in VERBS and not (token.is_space or token.is_punct)


def finite_form(token: Token) -> bool:
    """Whether the token has the form of a finite verb, whatever its tag."""
    return "Fin" in morph(token, "VerbForm")


def finite(token: Token) -> bool:
    """Whether the token is a finite verb."""
    return is_verb(token) and finite_form(token)


def _finite_verbs(doc: Doc) -> list[int]:
    features, known = doc.to_array("MORPH").tolist(), dict[int, bool]()
    verbs = tokens_with(doc, "POS", VERBS)
    for i in verbs:
        if features[i] not in known:  # each set of features is read once
            known[features[i]] = finite_form(doc[i])
    return [i for i in verbs if known[features[i]]]


def last_finite(doc: Doc, start: int, end: int) -> Token | None:
    """The last finite verb of the tokens ``start``–``end``; however many they are, it costs the same."""
    found = remembered(doc, "finite_verbs", _finite_verbs)
    last = bisect.bisect_left(found, end) - 1
    return doc[found[last]] if last >= 0 and found[last] >= start else None


def finite_between(doc: Doc, start: int, end: int) -> bool:
    """Whether a finite verb stands in the tokens ``start``–``end``."""
    return last_finite(doc, start, end) is not None


def is_nominal(token: Token) -> bool:
    """Whether the token can head a noun phrase."""
    return token.pos_ in NOMINAL


def has_case(token: Token, forms: Collection[str]) -> bool:
    """Whether a preposition of ``forms`` governs the token: *dal sindaco* with the forms of *da*."""
    return any(c.dep_ == "case" and c.lower_ in forms for c in token.children)


def is_indefinite(noun: Token) -> bool:
    """*una proposta*: a noun with an indefinite article."""
    return any(child.lower_ in listed("indefinite_articles") for child in noun.children)


def is_there(noun: Token) -> bool:
    """*cresce il timore*, *c'è il sospetto*, *arriva la conferma*: a noun that a verb only presents."""
    presented = noun.dep_ in SUBJECTS | {"obj"} and noun.i > noun.head.i
    return presented and lemma_of(noun.head) in listed("presenting")


def ending_in(doc: Doc, i: int, links: Collection[str], tags: Collection[str]) -> Token:
    """The noun whose phrase ends at ``i``: up over ``links`` to what stands before it.

    *[Mario] Rossi*, *il [ministro] della Salute francese*.
    """
    token = doc[i]
    while token.dep_ in links and token.head.i < token.i and token.head.pos_ in tags:
        token = token.head
    return token


# ---------------------------------------------------------------- verbs


def verb_group(doc: Doc, head: int) -> list[int]:
    """Tokens of the verb: auxiliaries, clitics and negation before it, adverbs between them.

    *non lo ha ancora detto* → all five words; of *lo ha in seguito detto*, where a complement comes
    between, the other three.
    """
    whole = finite_form(doc[head])  # a finite verb has no auxiliary
    group = _group(doc, head, whole=whole)
    if whole or len(group) > 1 or doc[head].pos_ != "VERB":
        return group
    auxiliary = next((c for c in doc[head].children if c.dep_ in {"aux", "aux:pass"}), None)
    if auxiliary is None or not 1 < head - auxiliary.i <= MAX_BETWEEN:
        return group
    last = auxiliary.i  # è stato
    while doc[last + 1].pos_ == "AUX":
        last += 1
    between = doc[last + 1 : head]
    complement = len(between) > 0 and between[0].pos_ in {"ADP", "ADV"}
    if not complement or any(t.is_punct or t.pos_ in VERBS for t in between):
        return group
    return [*_group(doc, last, whole=False), *group]


MAX_BETWEEN = 8
"""Tokens from an auxiliary to its participle, a complement between: *ha in un primo momento detto*."""


def _group(doc: Doc, head: int, *, whole: bool) -> list[int]:
    g = grammar()
    first = head
    for i in range(head - 1, max(-1, head - 1 - MAX_GROUP), -1):
        token = doc[i]
        if "\n" in token.text or token.is_punct:
            break
        if whole and token.pos_ in {"AUX", "ADV"} and token.lower_ not in g.negations:
            break
        if _goes_with_verb(token) or _modal_of(token, doc[head]):
            first = i
        elif not (token.pos_ == "ADV" or token.lower_ in g.inner):
            break
    return list(range(first, head + 1))


def _goes_with_verb(token: Token) -> bool:
    """*non*, *ha*, *lo*: negation, auxiliary or clitic; no article (*lo*) nor noun (*ci*)."""
    g = grammar()
    if token.lower_ in g.negations or (token.pos_ == "AUX" and lemma_of(token) in g.auxiliaries):
        return True
    return token.lower_ in g.clitics and token.pos_ not in {"DET", "ADP", "NOUN"}


def _modal_of(token: Token, verb: Token) -> bool:
    """*può dire*: the modal is part of the verb, unless the parse makes it govern the infinitive."""
    return token.pos_ == "AUX" and lemma_of(token) in grammar().modals and verb.dep_ != "xcomp"


def feature(doc: Doc, group: list[int], name: str) -> str | None:
    """A feature of the finite verb of a group (``Person``, ``Number``), else of its last word.

    A participle after *aver* agrees with nobody who speaks: *gli agenti, dopo aver detto*.
    """
    for i in group:
        if finite_form(doc[i]) and (found := first_value(doc[i], name)):
            return found
    last = doc[group[-1]]
    if len(group) > 1 and lemma_of(doc[group[0]]) == "avere":
        return None
    if len(group) == 1 and last.dep_ == "conj" and _participles(last, last.head):
        return feature(doc, verb_group(doc, last.head.i), name)  # hanno occupato e invitato
    return first_value(last, name)


def _participles(*verbs: Token) -> bool:
    return all("Part" in morph(verb, "VerbForm") for verb in verbs)


def is_passive(doc: Doc, head: int) -> bool:
    """Whether the verb is in the passive, or is a bare participle."""
    token = doc[head]
    if _tagged_as_noun(token):
        return True
    if "Part" not in morph(token, "VerbForm"):
        return any(c.dep_ in {"expl:pass", "expl:impers"} for c in token.children)
    auxiliaries = [c for c in token.children if c.dep_ in {"aux", "aux:pass", "cop"}]
    if any(c.dep_ == "aux:pass" for c in auxiliaries):
        return True
    if not auxiliaries and token.dep_ == "conj" and _participles(token.head):
        return is_passive(doc, token.head.i)
    if not auxiliaries:
        return not _has_auxiliary(doc, head)
    return any(lemma_of(c) == "venire" for c in auxiliaries)


_PARTICIPLE_ENDINGS = (
    "ato",
    "ata",
    "ati",
    "ate",
    "uto",
    "uta",
    "uti",
    "ute",
    "ito",
    "ita",
    "iti",
    "ite",
)


def _tagged_as_noun(token: Token) -> bool:
    """*due uomini, [accusati] di furto*: a participle by its form and place."""
    beside = token.pos_ in {"NOUN", "ADJ"} and token.dep_ in {"acl", "appos", "amod"}
    return beside and token.lower_.endswith(_PARTICIPLE_ENDINGS)


def bare_participle(doc: Doc, head: int) -> bool:
    """A participle without auxiliary: *accusato di truffa*, *la legge definita ingiusta*."""
    token = doc[head]
    if _tagged_as_noun(token):
        return True
    if "Part" not in morph(token, "VerbForm") or _has_auxiliary(doc, head):
        return False
    if token.dep_ == "conj" and _participles(token.head):
        return bare_participle(doc, token.head.i)  # hanno occupato la sede e invitato a …
    return not any(c.dep_ in {"aux", "aux:pass"} for c in token.children)


def _has_auxiliary(doc: Doc, head: int) -> bool:
    return any(doc[i].pos_ == "AUX" for i in verb_group(doc, head)[:-1])


def cleft_copula(doc: Doc, start: int, head: int, end: int) -> int | None:
    """*A chiedere aiuto [è] anche il Papa*: the form of *essere* after an infinitive that *a* opens.

    ``start``, ``head`` and ``end`` are the infinitive's as a cue; its subject comes after *essere*.
    """
    if (
        start == 0
        or doc[start - 1].lower_ not in {"a", "ad"}
        or "Inf" not in morph(doc[head], "VerbForm")
    ):
        return None
    if _after_verb(doc, start - 1):
        return None  # torna a dire che questa è la strada
    relative = False
    opening = listed("carrying_relatives") | listed("interrogatives")
    for i in range(end, min(end + CLEFT, len(doc) - 1)):
        token = doc[i]
        if token.is_sent_start or token.text in {".", ";", ":"} or "\n" in token.text:
            return None
        relative = relative or token.lower_ in opening
        if finite_form(token) and token.pos_ in {"VERB", "AUX"}:
            if lemma_of(token) == "essere" and _subject_follows(doc, i + 1):
                return i
            if not relative:
                return None
    return None


CLEFT = 25
"""Tokens between an infinitive and the *essere* of its cleft sentence."""


def _after_verb(doc: Doc, i: int) -> bool:
    """Whether a verb stands before ``i`` in its clause."""
    for k in range(i - 1, max(-1, i - 1 - MAX_GROUP), -1):
        token = doc[k]
        if token.is_punct or token.is_space or token.pos_ == "CCONJ":
            return False
        if is_verb(token):
            return True
    return False


def _subject_follows(doc: Doc, i: int) -> bool:
    while i + 1 < len(doc) and (doc[i].pos_ in {"AUX", "ADV"} or doc[i].lower_ in grammar().inner):
        i += 1
    return doc[i].pos_ in {"DET", "PROPN", "NOUN"}


def subject_of(doc: Doc, head: int) -> Token | None:
    """The overt subject of a verb in the parse."""
    return next((c for c in doc[head].children if c.dep_ in SUBJECTS), None)


# ---------------------------------------------------------------- noun phrases


# what hangs on a noun without being part of its phrase
_CLAUSES = frozenset(["acl:relcl", "advcl", "ccomp", "csubj", "parataxis", "xcomp", "root", "ROOT"])
_ARGUMENTS = frozenset(["nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent", "dislocated"])
_FUNCTIONS = frozenset(["aux", "aux:pass", "case", "cc", "cop", "expl", "expl:impers", "expl:pass"])
_LOOSE = frozenset(["conj", "dep", "discourse", "mark", "vocative"])
_NOT_OF_PHRASE = _CLAUSES | _ARGUMENTS | _FUNCTIONS | _LOOSE


MAX_PHRASE = 100
"""Tokens that a noun's phrase may reach to either side of it: far more than any has."""


def descendants(token: Token) -> Iterator[Token]:
    """A token and all that hangs on it, ``MAX_PHRASE`` tokens to either side at most, in no order."""
    open_, centre = [token], token.i
    while open_:
        found = open_.pop()
        yield found
        open_.extend(c for c in found.children if abs(c.i - centre) <= MAX_PHRASE)


def _phrase_tokens(head: Token) -> Iterator[Token]:
    yield head
    for child in head.children:
        if child.dep_ == "punct":
            yield child
        elif abs(child.i - head.i) <= MAX_PHRASE and not _beside_phrase(child, head):
            yield from descendants(child)


def _beside_phrase(child: Token, head: Token) -> bool:
    """*il sindaco [invece]*, *la decisione [di partire]*: adverbs and clauses are no part of it."""
    if child.dep_ in _NOT_OF_PHRASE:
        return True
    if child.dep_ == "advmod" and child.lower_ not in listed("degree"):
        return True
    return child.dep_ == "acl" and ("Inf" in morph(child, "VerbForm") or finite(child))


def noun_phrase(doc: Doc, head: int, limit: Range | None = None) -> Range:
    """Token range of a noun's phrase: determiner to last apposition, without relative clauses.

    The range is contiguous round ``head`` and stays inside ``limit`` (tokens).
    """
    low, high = limit or (0, len(doc))
    members = {t.i for t in _phrase_tokens(doc[head]) if low <= t.i < high}
    start = last = head
    while start - 1 in members:
        start -= 1
    while last + 1 in members:
        last += 1
    if quote_at(doc)[head] < 0:
        start, last = _out_of_quotations(doc, start, last, head)
    while start < head and (doc[start].is_punct or doc[start].is_space):
        start += 1
    while last > head and _loose_end(doc[last]):
        last -= 1
    if doc[last].text == ")" and not any(t.text == "(" for t in doc[start:last]):
        last -= 1
    if doc[last].text in CLOSING and not _opened_within(doc, start, last):
        last -= 1
    while last > head and _loose_end(doc[last]):
        last -= 1
    return start, last + 1


def _opened_within(doc: Doc, start: int, mark: int) -> bool:
    """Whether a quotation that closes at ``mark`` opens at ``start`` or after it."""
    index = quote_at(doc)[mark - 1] if mark > start else -1
    return index >= 0 and quotations(doc)[index]["first"] > start


def _out_of_quotations(doc: Doc, start: int, last: int, head: int) -> Range:
    """The phrase without a quotation that the parse has hung on its noun; a name in marks stays."""
    quoted = quote_at(doc)
    for i in range(head + 1, last + 1):
        if quoted[i] >= 0 and _long_quotation(doc, quoted[i]):
            last = i - 1
            break
    for i in range(head - 1, start - 1, -1):
        if quoted[i] >= 0:
            start = i + 1
            break
    return start, last


def name_in_marks(doc: Doc, i: int) -> int | None:
    """*[«Le Monde»]*, *l'associazione [“Casa Verde”]*: where a name in marks ends whose opening mark is at ``i``."""
    index = quote_at(doc)[i + 1] if i + 1 < len(doc) else -1
    if index < 0 or quotations(doc)[index]["first"] != i + 1 or _long_quotation(doc, index):
        return None
    last = quotations(doc)[index]["last"]
    name = doc[i + 1 : last]
    titled = len(name) > 0 and name[0].is_title
    closed = last < len(doc) and doc[last].text in CLOSING
    return last + 1 if titled and closed and not any(finite(t) for t in name) else None


def _long_quotation(doc: Doc, index: int) -> bool:
    quotation = quotations(doc)[index]
    return quotation["last"] - quotation["first"] > MAX_NAME_IN_QUOTES


def _loose_end(token: Token) -> bool:
    """A mark or space that ends a phrase without belonging to it; brackets and quotes may belong."""
    return token.is_space or (token.is_punct and token.text not in CLOSING | {")"})


def phrase_head(doc: Doc, start: int, end: int, head: int) -> int:
    """The head of a noun phrase: Italian phrases begin with it, whatever the parse says.

    The first noun or name of the range that no preposition stands before.
    """
    for i in range(start, end):
        token = doc[i]
        if token.pos_ == "ADP" and i > start:
            break
        if token.pos_ in {"NOUN", "PROPN"}:
            return i
        if token.is_punct and i > start:
            break
    return head


def source_phrase(doc: Doc, head: int) -> tuple[int, int, int]:
    """(start, end, head) of a source's phrase, mended where the parse has cut it in two.

    A subject has no preposition before it: *molti passeggeri in [attesa]* begins at *molti*.
    """
    start, end = noun_phrase(doc, head)
    while start < end - 1 and doc[start].pos_ == "ADP" and not begins_name(doc[start]):
        start += 1
    if doc[head].dep_ in SUBJECTS:
        start = _mended_start(doc, start, head)
    for i in range(start, head):
        if doc[i].lower_ in listed("times"):
            start = i + 1  # per diverse ore i manifestanti
    start = second_phrase(doc, _past_dash(doc, start, head), head)
    if start and doc[start].ent_iob_ == "I" and begins_name(doc[start - 1]):
        start -= 1  # [Nello] Baraldi
    while start < head and doc[start].is_punct:
        start += 1
    end = _past_name(doc, _mended_end(doc, start, end, head), head)
    return start, end, phrase_head(doc, start, end, head)


def _past_name(doc: Doc, end: int, head: int) -> int:
    """*il comitato [«Giù le mani dal parco»]*: past the whole of a name in marks that a phrase ends in."""
    index = quote_at(doc)[end - 1]
    if index < 0 or index == quote_at(doc)[head] or _long_quotation(doc, index):
        return end
    last = quotations(doc)[index]["last"]
    return last + 1 if last < len(doc) and doc[last].text in CLOSING else end


def has_determiner(noun: Token) -> bool:
    """*[il] sindaco*, not the bare *sindaco* of a headline."""
    return any(c.dep_ == "det" for c in noun.children)


def begins_name(token: Token) -> bool:
    """*Nello Baraldi*, *Dal Pozzo*: a person's name, whatever the tagger takes its first word for."""
    return token.ent_type_ == "PER" and token.ent_iob_ == "B" and token.text[0].isupper()


def _mended_start(doc: Doc, start: int, head: int) -> int:
    """Where a subject's phrase begins, over the nouns that the parse has cut off before it."""
    while start >= 2 and head - start <= MAX_PHRASE:
        link = _noun_cut_off(doc, start)
        if link is None:
            break
        wider = noun_phrase(doc, link)[0]
        if (
            doc[wider].pos_ == "ADP"
            or wider >= start
            or quote_at(doc)[wider] != quote_at(doc)[head]
        ):
            break
        start = wider
    return start


def _past_dash(doc: Doc, start: int, end: int) -> int:
    """*Nuoro, 19 ott. - [La giunta]*: what stands before a dash is no part of a source."""
    for i in range(end - 1, start, -1):
        if doc[i].text in DASHES and doc[i - 1].whitespace_:
            return i + 1
    return start


def second_phrase(doc: Doc, start: int, end: int) -> int:
    """*a quel punto | la procura*: an article right after a noun begins another phrase."""
    for i in range(end, start, -1):
        if doc[i].pos_ == "DET" and doc[i - 1].pos_ == "NOUN":
            return i
        named = doc[i].ent_type_ == "PER" and doc[i].ent_iob_ == "B"
        if named and doc[start].pos_ == "ADP" and doc[i - 1].pos_ in {"NOUN", "ADJ"}:
            return i  # Tra i presenti [Mario Rossi]: «…»
    return start


def _noun_cut_off(doc: Doc, start: int) -> int | None:
    """*i [passeggeri] in | attesa*, *il [ministro] | Rossi*: the noun that a phrase goes on from."""
    before = doc[start - 1]
    if (
        before.pos_ == "ADP"
        and before.lower_ not in fused("da") | {"secondo"}
        and doc[start - 2].pos_ in {"NOUN", "PROPN", "ADJ"}
    ):
        return start - 2
    if (
        before.pos_ in {"NOUN", "PROPN"}
        and doc[start].pos_ in {"PROPN", "ADJ"}
        and before.lower_ not in listed("times")
    ):
        return start - 1
    return None


def _mended_end(doc: Doc, start: int, end: int, head: int) -> int:
    """Where a source's phrase ends: before a relative clause, an infinitive or a time.

    An adjective that agrees with its last noun is taken in.
    """
    for i in range(head + 1, end - 1):
        before = doc[i - 1]
        if doc[i].text in DASHES and before.whitespace_:
            end = i  # – ha detto il legale – della decisione
            break
        relative = doc[i].lower_ in listed("relative_pronouns")
        if relative and before.pos_ in {"PUNCT", "NOUN", "PROPN", "ADJ"}:
            end = i - 1 if before.is_punct else i
            break
        following = doc[i + 1 : min(i + 4, end)]
        if doc[i].pos_ == "ADP" and any("Inf" in morph(t, "VerbForm") for t in following):
            end = i  # la cantante di non essere …: a clause of the cue's
    while (
        end < len(doc)
        and doc[end].pos_ == "ADJ"
        and doc[end - 1].pos_ == "NOUN"
        and quote_at(doc)[end] == quote_at(doc)[head]
        and morph(doc[end], "Number") == morph(doc[end - 1], "Number")
    ):
        end += 1
    if _hyphened_adjective(doc, end):
        end += 3
    if end + 1 < len(doc) and doc[end].text == "-" and not doc[end - 1].whitespace_:
        end += 2  # le autorità nord[-coreane]
    while end - 1 > start and _time_at_end(doc, end):
        end -= 2 if doc[end - 2].pos_ == "DET" else 1
    return end


def _hyphened_adjective(doc: Doc, i: int) -> bool:
    """*i partner [indo-pacifici]*: three tokens without space, whose first the tagger may take for a verb."""
    if i == 0 or i + 2 >= len(doc) or doc[i - 1].pos_ != "NOUN" or doc[i + 1].text != "-":
        return False
    joined = not (doc[i].whitespace_ or doc[i + 1].whitespace_)
    return joined and doc[i].is_alpha and doc[i + 2].pos_ in {"ADJ", "NOUN"}


def _time_at_end(doc: Doc, end: int) -> bool:
    """*il sindaco [ieri]*, *[questa mattina]*; not *i ragazzi delle due di notte*, *… di questa notte*."""
    before = doc[end - 3] if doc[end - 2].pos_ == "DET" else doc[end - 2]
    return doc[end - 1].lower_ in listed("times") and before.pos_ not in {"NUM", "ADP"}
