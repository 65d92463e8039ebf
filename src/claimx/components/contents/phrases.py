"""Phrases that are themselves what is said: charges, predicates, noun phrases.

*accusa il governo di inerzia* · *definisce la legge «una vergogna»* · *si dice soddisfatto* ·
*parla di «resa»* · *annuncia le dimissioni*
"""

from __future__ import annotations

from itertools import pairwise, takewhile

from spacy.tokens import Doc, Token

from claimx.components.contents.frames import Clause, infinitive_after
from claimx.components.contents.words import (
    OPENERS,
    any_finite,
    can_speak,
    is_infinitive,
    other_quotation,
)
from claimx.components.grammar import (
    bare_participle,
    finite,
    fused,
    grammar,
    has_case,
    is_passive,
    is_verb,
    lemma_of,
    listed,
    morph,
    noun_phrase,
    quote_at,
    subject_of,
)
from claimx.components.lookup import known_cues
from claimx.components.nouns import noun_type
from claimx.components.state import Cue, quotations


def phrase_start(doc: Doc, cue: Cue, after: int, end: int) -> Clause | None:
    """The noun phrase or predicate after the cue that is itself what is said; None if there is none."""
    frames = set(cue["frames"])
    i = _past_adverbs(doc, after, end)
    if i >= end:
        return None
    token = doc[i]
    if frames & {"accused", "charged"}:
        charge = accusation(doc, cue, after, end)
        if charge is not None or _is_accused(doc, cue):
            return charge
    near = i - 1 if i > after and doc[i - 1].dep_ == "case" else i  # ritenuto [vicino] al partito
    if "named" in frames and (name := _naming(doc, cue, near, end)) is not None:
        return name
    may = any(lemma_of(doc[k]) in grammar().modals for k in cue["tokens"])
    if "self" in frames and not may and _reflexive(doc, cue) and _opens_self_description(token):
        return Clause(i, "self")
    if "of" in frames and token.lower_ in fused("di") and _names_statement(doc, cue, i + 1, end):
        return Clause(i + 1, "of")
    if "object" in frames and not _has_clitic_object(doc, cue):
        return _object(doc, cue, _past_complement(doc, cue, i, end), end)
    return None


def _past_adverbs(doc: Doc, i: int, end: int) -> int:
    """Past *ieri*, *anche*, *così*, but not past *non* or *più*, which is part of what is said."""
    while i < end and (
        (
            doc[i].pos_ == "ADV"
            and doc[i].dep_ != "xcomp"  # si è detto lieto: tagged as an adverb
            and doc[i].lower_ not in listed("more") | listed("little") | {"non"}
        )
        or doc[i].lower_ in listed("light_adverbs")
        or (doc[i].lower_ in listed("times") and i + 1 < end and doc[i + 1].pos_ == "DET")
    ):
        i += 1  # ha annunciato mercoledì [un nuovo strumento]
    return i


def _past_complement(doc: Doc, cue: Cue, i: int, end: int) -> int:
    """*ha annunciato[, nel corso di un incontro,] la chiusura*: past a complement between commas."""
    if doc[i].text != "," or i + 2 >= end or doc[i + 1].pos_ not in {"ADP", "ADV"}:
        return i
    window = doc[i + 2 : min(i + COMPLEMENTS, end - 1)]
    close = next((t.i for t in window if t.text == "," or finite(t)), i)
    things = (c for c in doc[cue["head"]].children if c.dep_ == "obj" and not is_verb(c))
    return close + 1 if doc[close].text == "," and any(c.i > close > i for c in things) else i


def phrase_end(doc: Doc, i: int, high: int) -> int:
    """The token after the noun phrase that begins at ``i``, by the surface: a new phrase begins at a
    determiner that no preposition stands before, and after a pronoun or a name followed by one.
    """
    seen = False
    for k in range(i, high):
        token = doc[k]
        if k > i and within_word(doc, k):
            continue  # Suffolk/Globe; nord-coreane, however tagged
        if token.is_punct or token.is_space:
            return k
        if token.pos_ == "DET" and k > i and seen and doc[k - 1].pos_ not in _DETERMINED:
            return k
        if token.pos_ in {"VERB", "AUX"} and "Part" not in morph(token, "VerbForm"):
            return k
        if (token.pos_ in {"ADV", "PRON"} and seen) or token.pos_ == "SCONJ":
            return k
        if token.pos_ == "PRON":
            return k + 1
        seen = seen or token.pos_ in {"NOUN", "PROPN"}
    return high


def within_word(doc: Doc, i: int) -> bool:
    """Whether ``i`` is a mark that joins words with no space before it, or the word that it joins."""
    if i == 0 or doc[i - 1].whitespace_ or doc[i].is_space:
        return False
    return doc[i].text in _JOINING or (doc[i - 1].text in _JOINING and not doc[i].is_punct)


_JOINING = frozenset("/-")
_DETERMINED = frozenset(["ADP", "CCONJ", "DET"])
"""After these a determiner goes on with the phrase: *di tutti i giudici*."""


# ------------------------------------------------------------------ charges


def accusation(doc: Doc, cue: Cue, after: int, end: int) -> Clause | None:
    """*accusato di truffa*, *accusa il sindaco di aver mentito*, *lo critica per i ritardi*."""
    frames = set(cue["frames"])
    i = _past_adverbs(doc, after, end)
    if i >= end:
        return None
    token = doc[i]
    if _is_accused(doc, cue):
        return _charge_of_accused(doc, cue, i, end)
    per = _past_complements(doc, i, end) if "charged" in frames else None
    if per is not None and (per > i or _names_clitic(doc, cue) or accused_after(doc, cue, per)):
        # lo hanno denunciato per furto, hanno denunciato in stato di libertà per furto un 30enne
        return Clause(per + 1, "accused")
    if "accused" not in frames:
        return None
    window = takewhile(lambda t: t.text != "(", doc[i : min(i + 25, end)])
    charge = next((t for t in window if _opens_charge(doc, t, cue, i, end)), None)
    if charge is None:
        return None
    if charge.i == i or _names_clitic(doc, cue):
        return Clause(charge.i + 1, "accused")
    return Clause(i, "accused") if token.pos_ in _NOMINAL else None


def accused_after(doc: Doc, cue: Cue, start: int) -> Token | None:
    """*denunciano per ricettazione [un vigile]*: the accused after the charge that begins at ``start``."""
    if "charged" not in cue["frames"] or _is_accused(doc, cue):
        return None
    things = (c for c in doc[cue["head"]].children if c.dep_ == "obj" and c.i > start)
    return next(
        (c for c in things if c.ent_type_ == "PER" or noun_type(c) in {"PER", "GROUP"}), None
    )


_NOMINAL = frozenset(["DET", "PROPN", "NOUN", "PRON", "ADJ", "NUM"])


def _is_accused(doc: Doc, cue: Cue) -> bool:
    """*è accusato*, *un uomo accusato di …*: no accuser before the charge."""
    head = cue["head"]
    being = any(lemma_of(doc[i]) == "essere" for i in cue["tokens"] if i < head)
    himself = any(doc[i].lower_ in listed("si") for i in cue["tokens"])
    return bare_participle(doc, head) or is_passive(doc, head) or (being and not himself)


def _past_complements(doc: Doc, i: int, end: int) -> int | None:
    """The *per* of a charge past *in stato di libertà*, *alla Procura di Forlì*, *dai carabinieri*."""
    window = doc[i : min(i + COMPLEMENTS, end)]
    per = next((t.i for t in window if t.lower_ == "per"), end)
    if (
        per + 1 >= end
        or doc[per + 1].lower_ in listed("times")
        or doc[per + 1].pos_ not in _CHARGES
    ):
        return None
    for token in doc[i:per]:
        bare = token.pos_ == "DET" and doc[token.i - 1].pos_ != "ADP"
        apart = token.is_punct and (token.text != "," or token.i + 1 < per)
        if apart or is_verb(token) or bare or (token.i == i and token.pos_ != "ADP"):
            return None
    return per


COMPLEMENTS = 16
"""Tokens of the complements between an accusation and its charge."""
_CHARGES = frozenset(["NOUN", "ADJ", "DET", "AUX", "VERB"])
"""Tags that a charge after *per* begins with: *per furto*, *per il furto*, *per aver rubato*."""


def _with_accusation(doc: Doc, i: int, end: int) -> int | None:
    """*denunciati [con l'ipotesi di reato] di maltrattamenti*: the last *di* before the charge."""
    window = doc[i + 1 : min(i + 7, end - 1)]
    if not any(lemma_of(t) in listed("accusing_nouns") for t in window[:2]):
        return None
    of = [t.i for t in window if t.lower_ in fused("di")]
    if not of:
        return None
    crime = len(of) > 1 and lemma_of(doc[of[0] + 1]) == "reato"
    return of[1] if crime else of[0]


def _past_agent(doc: Doc, i: int, end: int) -> int:
    """*accusato [dalle studentesse] di molestie*: the *di* after the accuser, else ``i``."""
    if doc[i].lower_ not in fused("da"):
        return i
    of = phrase_end(doc, i + 1, min(i + 6, end))
    window = range(i + 1, min(of + 1, end))
    charges = (k for k in window if doc[k].lower_ in listed("plain_di"))
    # not dalla mobile di Modena, da un gruppo di insorti
    return next((k for k in charges if not _may_be_agent(doc[k + 1])), i)


def _past_together(doc: Doc, i: int, end: int) -> int:
    """*accusati [a vario titolo] di truffa*, *accusato[, in concorso con altri,] di truffa*."""
    if doc[i].text == ",":
        window = doc[i + 1 : min(i + 9, end - 1)]
        close = next((t.i for t in window if t.text == "," or finite(t)), i)
        charge = doc[close + 1].lower_ in fused("di") | {"per"}
        return close + 1 if close > i and doc[close].text == "," and charge else i
    if doc[i].lower_ not in {"a", "in"}:
        return i
    window = doc[i : min(i + 4, end)]
    return next((t.i + 1 for t in window if t.lower_ in listed("acting_together")), i)


def _charge_of_accused(doc: Doc, cue: Cue, i: int, end: int) -> Clause | None:
    """*accusato [di truffa]*, *indagato [per corruzione]*, *accusato ieri [di aver mentito]*."""
    near = all(t.pos_ == "ADV" for t in doc[cue["end"] : i])  # accusata anche di un furto
    i = _past_agent(doc, _past_together(doc, i, end), end)
    token = doc[i]
    of = token.lower_ in fused("di")
    if token.lower_ == "per" and i + 1 < end and doc[i + 1].lower_ in listed("times"):
        return None  # verrebbe indagata per anni
    if (of or token.lower_ == "per") and i + 1 < end:
        by = of and doc[cue["end"]].lower_ in fused("da")  # accusato dalle studentesse di molestie
        apart = of and not near and not by and infinitive_after(doc, i, end) is None
        if not apart:
            return Clause(i + 1, "accused")
    for k in range(i, min(i + 8, end - 2)):
        if doc[k].is_punct or is_verb(doc[k]):
            break
        because = any_finite(doc[k + 2 : k + 4])  # in quanto manca la flagranza
        if doc[k].lower_ == "in" and doc[k + 1].lower_ == "quanto" and not because:
            return Clause(k + 2, "accused")  # denunciati a piede libero in quanto irregolari
    if (per := _past_complements(doc, i, end)) is not None:
        return Clause(per + 1, "accused")
    if token.lower_ in fused("con") and (at := _with_accusation(doc, i, end)) is not None:
        return Clause(at + 1, "accused")
    for t in doc[i : min(i + 14, end)]:
        if finite(t) or t.lower_ == "per":
            break
        if t.lower_ in fused("di") and infinitive_after(doc, t.i, end) is not None:
            return Clause(t.i + 1, "accused")
    return None


def _opens_charge(doc: Doc, token: Token, cue: Cue, i: int, end: int) -> bool:
    """*[per] i ritardi*, *il sindaco [di] inerzia*, *[di] aver mentito*; not *accusa [del] governo*."""
    if token.lower_ == "per":
        return True
    if cue["lemma"] in listed("reason_with_per"):
        return False
    if token.lower_ in listed("plain_di") and (
        token.i > i + 1 or infinitive_after(doc, token.i, end) is not None
    ):
        return True
    if token.lower_ not in fused("di"):
        return False
    # il governo dell'attacco: whatever noun the parse hangs the charge on
    return token.head.head.i == cue["head"] or cue["lemma"] in listed("always_with_a_charge")


# ------------------------------------------------------------------ names and predicates


def _naming(doc: Doc, cue: Cue, i: int, end: int) -> Clause | None:
    """*definisce la legge «una vergogna»*; after a participle or clitic only the predicate."""
    head = doc[cue["head"]]
    token = doc[i]
    if cue["type"] == "acknowledge" and not _named_as(doc, head.i, i, end):
        return None
    if token.text in OPENERS or other_quotation(doc, head.i, i) >= 0:
        return Clause(i, "named")
    if is_passive(doc, head.i) and any(lemma_of(doc[k]) in grammar().modals for k in cue["tokens"]):
        return None  # potrà essere considerato definitivo
    limit = min(end, i + 30)
    quote = next((k for k in range(i, limit) if other_quotation(doc, head.i, k) >= 0), None)
    if _only_predicate(doc, cue):
        return _predicate(doc, cue, i, quote)
    if (first := _predicate_first(doc, i)) is not None:
        return first
    if token.pos_ not in _NOMINAL:
        return None
    has_come = any(doc[k].lower_ == "come" for k in range(i, limit))
    complement = any(c.dep_ in {"xcomp", "obj"} and c.i > head.i for c in head.children)
    if quote is not None or (complement and (has_come or _object_and_predicate(head))):
        return Clause(i, "named")
    return Clause(i, "named") if _two_phrases(doc, cue, i, limit) else None


def _predicate_first(doc: Doc, i: int) -> Clause | None:
    """*ritiene [infondate le accuse]*, *bolla come [inutili i controlli]*."""
    after_as = doc[i].lower_ == "come"
    start = i + 1 if after_as else i
    if after_as and start < len(doc) and doc[start].text in OPENERS:
        return Clause(start, "named")  # bolla come [«ridicola» la proposta]
    at = start + 1 if doc[start].lower_ in listed("little") else start  # poco utile la proposta
    if at + 1 >= len(doc) or doc[at + 1].pos_ not in {"DET", "NUM"}:
        return None
    word = doc[at]
    quality = after_as or word.pos_ == "ADJ" or "Part" in morph(word, "VerbForm")
    return Clause(start, "named") if quality else None


def _named_as(doc: Doc, head: int, i: int, end: int) -> bool:
    """*lo riconosce come*; not *l'uomo identificato come Rossi*, *sono stati identificati gli autori*."""
    if bare_participle(doc, head):
        return False
    near = 4 if is_passive(doc, head) else 30
    return any(t.lower_ in listed("naming_as") for t in doc[i : min(i + near, end)])


def _only_predicate(doc: Doc, cue: Cue) -> bool:
    """Whether what is named stands before: *lo definisce*, *la legge definita*, *che Rossi definisce*."""
    head = doc[cue["head"]]
    if _names_clitic(doc, cue) or bare_participle(doc, head.i):
        return True
    if names_antecedent(doc, cue):
        return True
    if head.dep_ == "acl:relcl":
        relative = next((c for c in head.children if c.lower_ == "che" and c.i < head.i), None)
        if relative is None or relative.dep_ != "nsubj":
            return True
    if is_passive(doc, head.i) and any(c.dep_ == "nsubj" for c in head.children):
        return True  # so the parse where the subject is a name
    if any(c.dep_ == "nsubj:pass" for c in head.children):
        return True
    impersonal = any(doc[k].lower_ in listed("si") for k in cue["tokens"])
    return is_passive(doc, head.i) and not impersonal  # è considerato pericoloso


def names_antecedent(doc: Doc, cue: Cue) -> bool:
    """*la sentenza, [che] ha definito ingiusta*, *le dimissioni, [che] il sindaco ha definito un atto dovuto*.

    By the words, as parsers take such a *che* for the subject: one comes between, or only a
    predicate follows. Not *che hanno definito insufficienti gli aiuti*.
    """
    k = cue["start"] - 1
    while k > 0 and doc[k].pos_ in {"DET", "NOUN", "PROPN", "ADJ", "ADP"} and cue["start"] - k < 8:
        k -= 1
    if k < 1 or doc[k].lower_ != "che" or "named" not in cue["frames"]:
        return False
    if doc[k - 1].text != "," and doc[k - 1].pos_ not in {"NOUN", "PROPN", "ADJ"}:
        return False
    if k < cue["start"] - 1:
        return True
    after = _past_adverbs(doc, cue["end"], len(doc))
    if after >= len(doc):
        return False
    first = doc[after]
    bare = first.pos_ in {"ADJ", "VERB"} or first.lower_ in listed("indefinite_articles") | {"come"}
    rest = takewhile(lambda t: not t.is_punct and not finite(t), doc[after + 1 : after + 12])
    return bare and not any(
        t.lower_ in listed("definite_articles") and t.pos_ == "DET" for t in rest
    )


def _names_clitic(doc: Doc, cue: Cue) -> bool:
    """*[lo] definisce*, *definir[lo]*, *definendo[la]*."""
    head = doc[cue["head"]]
    if any(doc[k].lower_ in listed("named_clitics") and k != head.i for k in cue["tokens"]):
        return True
    if head.lower_.endswith(("lo", "la", "li", "le")) and is_infinitive(head):
        return True
    return head.lower_.endswith(("ndolo", "ndola", "ndoli", "ndole"))


def _predicate(doc: Doc, cue: Cue, i: int, quote: int | None) -> Clause | None:
    """*definita [ingiusta] dal sindaco*, *definita dal sindaco «[ingiusta]»*, *lo ricorda come [un amico]*."""
    token = doc[i]
    if token.lower_ in fused("da"):
        if quote is None:
            return _after_agent(doc, cue, i)
        return Clause(quote - 1 if doc[quote - 1].text in OPENERS else quote, "named")
    if token.lower_ == "come":
        return Clause(i + 1, "named")
    if token.lower_ == "in" and i + 2 < len(doc) and doc[i + 1].pos_ == "PROPN":
        i += 2  # è considerato in Cina [un eroe]
    return Clause(i, "named") if _opens_predicate(doc, cue, i) else None


def _opens_predicate(doc: Doc, cue: Cue, i: int) -> bool:
    """*ritenuta [ingiusta]*, *considerato [il padre della genetica]*, *ritenuto [in pericolo]*.

    Not *è stato definito [il calendario]*: with the article the subject stands before.
    """
    token = doc[i]
    following = doc[i + 1] if i + 1 < len(doc) else token
    if token.pos_ == "DET" and token.lower_ in listed("subject_articles"):
        phrase = doc[i : phrase_end(doc, i, len(doc))]
        dated = any(t.lower_ in listed("times") for t in phrase)  # definito la settimana scorsa
        return _subject_before(doc, cue) and not dated
    if token.lower_ in listed("among"):  # considerato tra i migliori
        return True
    if token.lower_ in listed("indefinite_articles") and following.lower_ in fused("di"):
        return True  # una delle più inquinate
    if token.pos_ == "NOUN" and token.lower_ in listed("times"):
        return False  # è stata definita lunedì
    if token.pos_ in {"ADJ", "DET", "NOUN"} or (token.dep_ == "xcomp" and not finite(token)):
        return True
    held = cue["lemma"] in listed("holding") and token.lower_ in listed("predicate_prepositions")
    return held and following.pos_ not in {"PROPN", "NUM"}


def _subject_before(doc: Doc, cue: Cue) -> bool:
    """*[la zona] è considerata*, *[Rossi], ritenuto*; not *è stata considerata la spesa*."""
    head = doc[cue["head"]]
    if head.dep_ in {"acl", "amod"} and head.head.i < head.i:
        # not la partita, considerato il maltempo, …
        return morph(head, "Gender") == morph(head.head, "Gender") or head.head.pos_ == "PROPN"
    if head.dep_ == "acl:relcl":
        return True
    return any(c.dep_ in {"nsubj", "nsubj:pass"} and c.i < cue["start"] for c in head.children)


def _after_agent(doc: Doc, cue: Cue, i: int) -> Clause | None:
    """*descritta da Rossi come [un errore]*, *ritenuto dai medici [un successo]*: past the agent
    that *da* at ``i`` begins."""
    for token in doc[i + 1 : i + 10]:
        if token.lower_ == "come" and token.i + 1 < len(doc):
            return Clause(token.i + 1, "named")
        if token.is_punct or finite(token):
            break
    end = phrase_end(doc, i + 1, min(i + 10, len(doc)))
    if end < len(doc) and doc[end].is_punct and end - i > 2 and doc[end - 1].pos_ == "ADJ":
        return Clause(end - 1, "named")  # definita dal sindaco [necessaria], …
    if end > i + 1 and doc[end - 1].pos_ == "ADP":
        end -= 1  # ritenuto dai medici [in pericolo]
    return (
        Clause(end, "named") if i + 1 < end < len(doc) and _opens_predicate(doc, cue, end) else None
    )


def _two_phrases(doc: Doc, cue: Cue, i: int, limit: int) -> bool:
    """An object and then what it is called: *definisce [il romanzo] [un capolavoro]*."""
    end = phrase_end(doc, i, limit)
    if cue["lemma"] in listed("holding") and _held(doc, cue, i, end, limit):
        return True
    if end < limit and doc[end].pos_ == "DET":
        noun = doc[end].head  # ritengono [l'uomo] [il mandante]
        called = noun.dep_ in {"obj", "xcomp"} and noun.head.i < i and not finite(noun)
        if doc[end].lower_ in listed("predicate_articles") or called:
            return True
    tail = doc[end - 1] if end > i + 1 else None
    return tail is not None and tail.pos_ == "ADJ" and doc[i].pos_ == "DET" and end - i >= 3


def _held(doc: Doc, cue: Cue, i: int, end: int, limit: int) -> bool:
    """*ritiene [Rossi] [pericoloso]*, *[l'uomo] [socialmente pericoloso]*, *[la donna] [colpevole di truffa]*.

    After a common noun only with verbs that always take a predicate, as *considera la proposta
    francese* does not.
    """
    if end + 1 < limit and doc[end].pos_ == "ADV" and doc[end + 1].pos_ == "ADJ":
        return True
    named = doc[i].pos_ == "PROPN"
    qualities = any(t.pos_ == "ADJ" and doc[t.i - 1].pos_ != "DET" for t in doc[i + 1 : end])
    return qualities and (named or cue["lemma"] in listed("only_holding"))


def _object_and_predicate(head: Token) -> bool:
    """*ritiene [la norma] [sbagliata]* in the parse."""
    right = [c for c in head.children if c.i > head.i]
    return any(c.dep_ == "obj" for c in right) and any(
        c.dep_ == "xcomp" and c.pos_ in {"ADJ", "NOUN", "VERB"} for c in right
    )


BRIEF = 6
"""Tokens in marks that are what speakers call themselves, if no finite verb is among the first."""


def self_description(doc: Doc, cue: Cue, i: int) -> Clause | None:
    """*si è detto [«deluso» dalla notizia]*: a predicate in marks, from its first word at ``i``."""
    if "self" not in cue["frames"] or not _reflexive(doc, cue):
        return None
    first = doc[i + 1] if doc[i].text in OPENERS and i + 1 < len(doc) else doc[i]
    index = quote_at(doc)[min(i + 1, len(doc) - 1)]
    whole = quotations(doc)[index] if index >= 0 else None
    brief = whole is not None and whole["last"] - first.i <= BRIEF
    predicate = (
        brief
        or first.pos_ in {"ADJ", "ADV"}
        or "Part" in morph(first, "VerbForm")
        or first.lower_ in listed("indefinite_articles")  # si è dichiarato «un buon cristiano»
    )
    if not predicate or any(finite(t) for t in doc[first.i : first.i + 3]):
        return None
    return Clause(i - 1 if doc[i - 1].text in OPENERS else i, "self")


def _reflexive(doc: Doc, cue: Cue) -> bool:
    """*si è detto*, *dirsi*, *dicendosi*, *dettosi*."""
    return (
        cue["lemma"].endswith("rsi")
        or any(doc[i].lower_ in listed("si") for i in cue["tokens"])
        or doc[cue["head"]].lower_.endswith(("rsi", "ndosi", "tosi", "tasi"))
    )


def _opens_self_description(token: Token) -> bool:
    """*si dice [soddisfatto / in attesa / parte lesa]*; not *come si diceva una volta*."""
    if token.pos_ == "DET":
        dated = token.i + 1 < len(token.doc) and token.nbor().lower_ in listed("times")
        return (
            token.lower_ in listed("indefinite_articles") and not dated
        )  # si definisce una scuola
    return (
        token.pos_ in {"ADJ", "VERB", "ADV", "ADP", "NOUN"}
        and not token.is_punct
        and token.lower_ not in fused("con")  # sostenendosi con un bastone
        and not (token.pos_ == "VERB" and finite(token))
    )


# ------------------------------------------------------------------ complements and objects


def _names_statement(doc: Doc, cue: Cue, i: int, end: int) -> bool:
    """*parla di [«resa»]*, *di [una «vera resa»]*, *di [oltre 100 morti]*; not *parla del tempo*."""
    if i >= end:
        return False
    definite = doc[i - 1].lower_ not in listed("plain_di")
    event = cue["lemma"] in listed("telling_of") and (
        doc[i].lower_ in listed("indefinite_articles")
        or (definite and doc[i].pos_ == "NOUN" and noun_type(doc[i]) is None)
    )
    return (
        doc[i].text in OPENERS
        or event  # riferisce di un assassinio, dell'arresto
        or _figure(doc, i, end)
        or any(other_quotation(doc, cue["head"], k) >= 0 for k in range(i, min(i + 4, end)))
    )


def _figure(doc: Doc, i: int, end: int) -> bool:
    """*di oltre 100 morti*, *di una sola vittima*: a figure that is itself the statement."""
    phrase: list[Token] = []
    for token in doc[i : min(i + 4, end)]:
        if token.pos_ == "ADP":
            break
        phrase.append(token)
    if any(t.pos_ == "NUM" or t.like_num for t in phrase):
        return True
    for token in doc[i + 1 : min(i + 6, end - 1)]:  # un danno da oltre due milioni, un calo del 12%
        if token.lower_ in fused("da") | fused("di"):
            after = doc[token.i + 1 : min(token.i + 3, end)]
            return any(t.pos_ == "NUM" or t.like_num for t in after)
        if token.pos_ not in {"NOUN", "ADJ"}:
            break
    return any(
        first.lower_ in listed("figures") and second.lower_ in listed("only")
        for first, second in pairwise(phrase)
    )


def _has_clitic_object(doc: Doc, cue: Cue) -> bool:
    """*[lo] annuncia Rossi*: the object is said already."""
    return any(doc[k].lower_ in listed("clitic_it") and k < cue["head"] for k in cue["tokens"])


def _object(doc: Doc, cue: Cue, i: int, end: int) -> Clause | None:
    """The bare noun phrase of *annuncia le dimissioni*, *nega l'accusa*."""
    if not_only(doc, i) and i + 2 < end:
        inner = _object(doc, cue, i + 2, end)
        return Clause(i, "object") if inner is not None and inner.start == i + 2 else inner
    head = doc[cue["head"]]
    i = _past_week(doc, i, end)
    token = doc[i]
    if bare_participle(doc, head.i) and head.dep_ in {"acl", "amod"}:
        return None
    if (thing := said_by_agent(doc, cue)) is not None:
        # è stato confermato dall'agenzia [il lancio]; what stands before, a rule of its own takes
        return Clause(noun_phrase(doc, thing.i, (i, end))[0], "object") if thing.i > i else None
    if token.pos_ == "ADP" and token.lower_ not in fused("di"):
        # chiede al governo le dimissioni, denuncia ai carabinieri il furto: past the addressee
        things = [c for c in head.children if c.dep_ == "obj" and c.i > i and not is_verb(c)]
        if things:
            start = noun_phrase(doc, things[0].i, (i, end))[0]
            return None if _done_to_somebody(doc, cue, start, end) else Clause(start, "object")
        more = _more_of_something(doc, i, end)
        return None if more is None else Clause(more, "object")
    more = token.lower_ in listed("more") and i + 1 < end and doc[i + 1].pos_ == "NOUN"
    if token.lower_ in listed("free_relatives") or not (token.pos_ in _OBJECT or more):
        return None
    if cue["lemma"] in listed("turning_out") and any(
        doc[k].lower_ in listed("si") for k in cue["tokens"]
    ):
        return None  # si rivelò una ripicca
    charged = cue["lemma"] in listed("charging")  # gli è stato contestato il reato di truffa
    if is_passive(doc, head.i) and (charged or cue["type"] in _AGENTLESS):
        things = [c for c in head.children if c.dep_ == "nsubj:pass" and c.i >= i]
        return Clause(i, "object") if things and not is_verb(things[0]) else None
    if _only_decides(doc, cue, i, end) or _done_to_somebody(doc, cue, i, end):
        return None
    if not is_verb(head):
        return Clause(i, "object")  # Rossi denuncia tentativo di furto: tagged as a noun
    verbs = (doc[k] for k in cue["tokens"] if is_verb(doc[k]))  # fatto notare
    governed = (c for verb in verbs for c in verb.children if c.i >= i)
    objects = [c for c in governed if c.dep_ in {"obj", "ccomp", "xcomp"}]
    if all(finite(c) for c in objects):
        return None
    if cue["type"] in {"say", "announce"} and _speaks_itself(doc, cue, objects[0]):
        return None  # ha dichiarato il presidente del Consiglio
    reported = cue["lemma"] in listed("reported_for") and any(
        t.lower_ == "per" for t in doc[i : min(i + 10, end)]
    )
    noun = objects[0].pos_ in {"NOUN", "NUM"} or (reported and objects[0].pos_ == "PROPN")
    if not noun and objects[0].lower_ not in listed("yes_or_no"):
        return None  # but: ha ribadito il suo no
    return Clause(i, "object")


def _speaks_itself(doc: Doc, cue: Cue, thing: Token) -> bool:
    """A person after a verb that has no subject: who says it, whatever the parse takes them for."""
    person = noun_type(thing) == "PER" or thing.ent_type_ == "PER"
    definite = any(c.lower_ in listed("definite_articles") for c in thing.children)
    return person and definite and subject_of(doc, cue["head"]) is None


def not_only(doc: Doc, i: int) -> bool:
    """*denuncia [non solo] le percosse, ma anche le minacce*."""
    near = i + 1 < len(doc) and doc[i].lower_ == "non"
    return near and doc[i + 1].lower_ in listed("not_only")


def _more_of_something(doc: Doc, i: int, end: int) -> int | None:
    """*chiede al Comune [più controlli]*, which the parse hangs on the addressee."""
    for token in doc[i + 1 : min(i + 8, end - 1)]:
        if is_verb(token) or token.is_punct:
            return None
        if token.lower_ in listed("more") and doc[token.i + 1].pos_ == "NOUN":
            return token.i
    return None


def _past_week(doc: Doc, i: int, end: int) -> int:
    """*annuncerà [la prossima settimana] le dimissioni*: past when it is said."""
    near = doc[i : min(i + 3, end - 1)]
    last = next((t.i for t in near if t.lower_ in listed("times")), None)
    return last + 1 if last is not None and any(t.lower_ in listed("next") for t in near) else i


_AGENTLESS = frozenset(["announce", "ask", "promise"])
"""Types of cues whose subject in the passive is what is said: *è stata annunciata [la chiusura]*."""


def said_by_agent(doc: Doc, cue: Cue) -> Token | None:
    """The subject of a passive whose agent is named: *[il rinvio] è stato annunciato dal sindaco*."""
    head = doc[cue["head"]]
    by_agent = cue["type"] in _BY_AGENT or cue["lemma"] in listed("claiming")
    if "object" not in cue["frames"] or not by_agent or not is_passive(doc, head.i):
        return None
    thing = next((c for c in head.children if c.dep_ == "nsubj:pass"), None)
    if thing is None or thing.pos_ != "NOUN" or thing.ent_type_ == "PER":
        return None
    if cue["lemma"] in listed("turning_down"):
        decides = any(
            has_case(c, fused("da")) and lemma_of(c) in listed("deciders") | listed("courts")
            for c in head.children
        )
        if decides or not _of_saying(doc, thing.i, thing.i + 1):
            return None  # la richiesta dei legali è stata respinta dalla Corte
    if noun_type(thing) == "PER" or not any(
        c.i > head.i and has_case(c, fused("da")) and _may_be_agent(c) for c in head.children
    ):
        return None
    return thing


_BY_AGENT = frozenset(["announce", "ask", "confirm", "deny"])


def _may_be_agent(noun: Token) -> bool:
    return noun.pos_ == "PROPN" or bool(noun.ent_type_) or noun_type(noun) is not None


def _done_to_somebody(doc: Doc, cue: Cue, i: int, end: int) -> bool:
    """*minaccia [la cassiera]*, not *minaccia le dimissioni*."""
    phrase = doc[i : min(i + 4, end)]
    person = (t for t in phrase if t.pos_ == "ADJ" and t.dep_ == "obj")  # minaccia la giovane
    noun = next((t for t in phrase if t.pos_ in {"NOUN", "PROPN"}), next(person, None))
    if cue["lemma"] not in listed("to_somebody") or noun is None:
        return False
    rest = takewhile(lambda t: not finite(t), doc[noun.i : end])
    charges = (t for t in rest if t.lower_ == "per" and _charges(doc, noun.i, t.i))
    if cue["lemma"] in listed("reported_for") and any(charges):
        return False  # denuncia un 40enne per furto
    return noun.ent_type_ == "PER" or noun_type(noun) in {"PER", "GROUP"}


def _charges(doc: Doc, noun: int, per: int) -> bool:
    """*un 40enne [per] furto*, *un uomo, già noto, [per] furto*; not *un uomo, con precedenti [per] furto*."""
    return doc[per - 1].text == "," or not any(t.text == "," for t in doc[noun:per])


def _only_decides(doc: Doc, cue: Cue, i: int, end: int) -> bool:
    """*respinge il ricorso*, *conferma la condanna*, *[i lavori] richiedono tempo*: done, not said."""
    if cue["lemma"] in listed("turning_down"):
        noun = next((t for t in doc[i : min(i + 4, end)] if t.pos_ == "NOUN"), None)
        named = listed("charges")
        if cue["lemma"] in listed("charging"):
            named = named | listed("offences")
        return noun is None or lemma_of(noun) not in named
    by = subject_of(doc, cue["head"])
    if cue["lemma"] in listed("requiring"):
        return not is_passive(doc, cue["head"]) and (by is None or not can_speak(by))
    if cue["lemma"] not in listed("confirming") or _of_saying(doc, i, end):
        return False
    noun = next((t for t in doc[i : min(i + 4, end)] if t.pos_ in {"NOUN", "PROPN"}), None)
    decides = by is not None and lemma_of(by) in listed("deciders")
    return decides or noun is None or noun.pos_ != "NOUN" or lemma_of(noun) in listed("decided")


def _of_saying(doc: Doc, i: int, end: int) -> bool:
    """Whether the noun phrase at ``i`` is about what somebody says: *respinge [le accuse]*."""
    noun = next((t for t in doc[i : min(i + 4, end)] if t.pos_ == "NOUN"), None)
    if noun is None:
        return False
    return lemma_of(noun) in known_cues(noun.doc).nouns or lemma_of(noun) in listed("said_things")


_OBJECT = frozenset(["DET", "NOUN", "NUM", "PROPN", "ADJ"])
"""Tags that a bare object begins with."""
