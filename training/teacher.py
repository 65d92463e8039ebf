"""A larger parser that reads the whole sentence both ways, to label raw news for the small one.

The pipeline's encoder sees four words to each side, which is what makes it fast.
The teacher is a deep biaffine parser (Dozat and Manning 2017): three layers of
LSTM in both directions over word vectors, affixes and shapes; features and part
of speech as one label, every word scored as the head of every other, the best
tree by Chu-Liu/Edmonds.  It is too slow to ship; what it says of a million words
of raw news is what the small parser is trained on beside the treebanks.

    python teacher.py train TRAIN.spacy DEV.spacy --vectors VECTORS --out teacher.pt
    python teacher.py label teacher.pt RAW.spacy --vectors VECTORS --out AUTO.spacy
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import torch
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

BATCH_WORDS = 1500
EPOCHS = 18
RATE = 2e-3
WORD_DROPOUT = 0.15
DROPOUT = 0.33
MIN_COUNT = 3
UNKNOWN = 1
PAD = 0
AFFIXES = (("norm", 96), ("pre1", 16), ("pre3", 32), ("suf2", 32), ("suf3", 48), ("suf4", 48),
           ("shape", 24))  # fmt: skip
LSTM_WIDTH = 256
LSTM_DEPTH = 3
ARC_WIDTH = 256
LABEL_WIDTH = 96


def views(word: str, shape: str) -> tuple[str, ...]:
    """A word as the embeddings see it, in the order of `AFFIXES`."""
    low = word.lower().replace("’", "'")
    return low, word[0], low[:3], low[-2:], low[-3:], low[-4:], shape


@dataclass
class Sentence:
    """One sentence: numbers of its words' views, its vectors, and its labels if it has them."""

    words: np.ndarray
    vectors: np.ndarray
    tags: np.ndarray
    heads: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.words)


class Lexicon:
    """Numbers for words, affixes, tags and relations; 0 pads and 1 is anything unknown."""

    def __init__(self, tables: Sequence[dict[str, int]], tags: list[str], labels: list[str]):
        self.tables, self.tags, self.labels = tables, tags, labels
        self.tag_ids = {tag: i for i, tag in enumerate(tags)}
        self.label_ids = {label: i for i, label in enumerate(labels)}

    @classmethod
    def learn(cls, docs: Iterable[Doc]) -> Lexicon:
        """Take every view seen `MIN_COUNT` times, every tag and every relation."""
        counts: list[Counter[str]] = [Counter() for _ in AFFIXES]
        tags: Counter[str] = Counter()
        labels: Counter[str] = Counter()
        for doc in docs:
            for token in doc:
                for count, view in zip(counts, views(token.text, token.shape_), strict=True):
                    count[view] += 1
                tags[tag_of(token)] += 1
                labels[token.dep_] += 1
        tables = [
            {v: i + 2 for i, v in enumerate(sorted(v for v, n in c.items() if n >= MIN_COUNT))}
            for c in counts
        ]
        return cls(tables, sorted(tags), sorted(labels))

    def encode(self, words: Sequence[Any], vocab: Vocab) -> Sentence:
        """A run of tokens as numbers; heads count from the sentence's first word, root is 0."""
        start = {token.i: k for k, token in enumerate(words)}
        heads = [0 if t.head is t or t.head == t else start.get(t.head.i, -1) + 1 for t in words]
        return Sentence(
            words=np.array(
                [
                    [table.get(v, UNKNOWN) for table, v in zip(self.tables, seen, strict=True)]
                    for seen in (views(t.text, t.shape_) for t in words)
                ]
            ),
            vectors=vocab.vectors.get_batch([t.text for t in words]),
            tags=np.array([self.tag_ids.get(tag_of(t), 0) for t in words]),
            heads=np.array(heads),
            labels=np.array([self.label_ids.get(t.dep_, 0) for t in words]),
        )


def tag_of(token: Any) -> str:
    """Part of speech and features as one label."""
    return f"{token.pos_} {token.morph}"


def sentences(doc: Doc) -> Iterator[list[Any]]:
    """The words of each sentence, without the tokens of white space."""
    for sent in doc.sents:
        words = [token for token in sent if not token.is_space]
        if words:
            yield words


class Teacher(nn.Module):
    """Words in; for each: tag scores, head scores, relation scores."""

    def __init__(self, lexicon: Lexicon, vector_width: int):
        super().__init__()
        self.lexicon = lexicon
        self.embeddings = nn.ModuleList(
            nn.Embedding(len(table) + 2, width, padding_idx=PAD)
            for table, (_, width) in zip(lexicon.tables, AFFIXES, strict=True)
        )
        self.vectors = nn.Linear(vector_width, 128)
        width = 128 + sum(width for _, width in AFFIXES)
        self.lstm = nn.LSTM(
            width, LSTM_WIDTH, LSTM_DEPTH, batch_first=True, bidirectional=True, dropout=DROPOUT
        )
        self.drop = nn.Dropout(DROPOUT)
        out = 2 * LSTM_WIDTH
        self.root = nn.Parameter(torch.zeros(out))
        self.tag = nn.Sequential(
            nn.Linear(out, 256), nn.ReLU(), self.drop, nn.Linear(256, len(lexicon.tags))
        )

        def view(width: int) -> nn.Sequential:
            return nn.Sequential(nn.Linear(out, width), nn.LeakyReLU(0.1), self.drop)

        self.arc_child, self.arc_head = view(ARC_WIDTH), view(ARC_WIDTH)
        self.label_child, self.label_head = view(LABEL_WIDTH), view(LABEL_WIDTH)
        self.arc = nn.Parameter(torch.zeros(ARC_WIDTH + 1, ARC_WIDTH))
        self.label = nn.Parameter(
            torch.zeros(LABEL_WIDTH + 1, len(lexicon.labels), LABEL_WIDTH + 1)
        )

    def encode(self, words: Tensor, vectors: Tensor, lengths: Tensor) -> Tensor:
        """(batch, words, views) numbers to (batch, 1 + words, width): the root comes first."""
        if self.training:
            dropped = torch.rand((*words.shape[:2], 1)) < WORD_DROPOUT
            lexical = torch.zeros(words.shape[2], dtype=torch.bool)
            lexical[0] = True
            words = torch.where(dropped & lexical & (words > 0), UNKNOWN, words)
        parts = [table(words[..., i]) for i, table in enumerate(self.embeddings)]
        inputs = self.drop(torch.cat([*parts, self.vectors(vectors)], dim=-1))
        packed = pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False)
        hidden = self.drop(pad_packed_sequence(self.lstm(packed)[0], batch_first=True)[0])
        root = self.root.expand(len(hidden), 1, -1)
        return torch.cat([root, hidden], dim=1)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Tag scores, arc scores (child, head), and the two views for the relations."""
        hidden = self.encode(batch.words, batch.vectors, batch.lengths)
        child, head = self.arc_child(hidden[:, 1:]), self.arc_head(hidden)
        ones = torch.ones(*child.shape[:2], 1)
        arcs = torch.cat([child, ones], -1) @ self.arc @ head.transpose(1, 2)
        arcs = arcs.masked_fill(~batch.candidates[:, None, :], -1e9)
        own = torch.eye(arcs.shape[1], dtype=torch.bool)
        arcs[:, :, 1:] = arcs[:, :, 1:].masked_fill(own, -1e9)
        return (
            self.tag(hidden[:, 1:]),
            arcs,
            self.label_child(hidden[:, 1:]),
            self.label_head(hidden),
        )

    def label_scores(self, child: Tensor, head: Tensor, heads: Tensor) -> Tensor:
        """Scores of the relations between each word and the head given for it."""
        chosen = head.gather(1, heads[..., None].expand(-1, -1, head.shape[-1]))
        one = torch.ones(*child.shape[:2], 1)
        left, right = torch.cat([child, one], -1), torch.cat([chosen, one], -1)
        return torch.einsum("bni,iljx,bnj->bnl", left, self.label[..., None], right)


@dataclass
class Batch:
    """Sentences of like length, padded."""

    words: Tensor
    vectors: Tensor
    tags: Tensor
    heads: Tensor
    labels: Tensor
    lengths: Tensor
    mask: Tensor
    candidates: Tensor

    @classmethod
    def of(cls, items: Sequence[Sentence]) -> Batch:
        longest = max(map(len, items))

        def padded(name: str) -> Tensor:
            arrays = [getattr(item, name) for item in items]
            out = np.zeros((len(items), longest, *arrays[0].shape[1:]), dtype=arrays[0].dtype)
            for row, array in zip(out, arrays, strict=True):
                row[: len(array)] = array
            return torch.from_numpy(out)

        lengths = torch.tensor([len(item) for item in items])
        mask = torch.arange(longest) < lengths[:, None]
        return cls(
            padded("words"), padded("vectors").float(), padded("tags"), padded("heads"),
            padded("labels"), lengths, mask,
            torch.cat([torch.ones(len(items), 1, dtype=torch.bool), mask], 1),
        )  # fmt: skip


def batches(items: Sequence[Sentence], rng: random.Random | None) -> Iterator[list[int]]:
    """Positions of sentences of like length, `BATCH_WORDS` words together, in random order."""
    noise = rng.random if rng else (lambda: 0.0)
    order = sorted(range(len(items)), key=lambda i: len(items[i]) + 3 * noise())
    groups: list[list[int]] = [[]]
    words = 0
    for i in order:
        if words + len(items[i]) > BATCH_WORDS and groups[-1]:
            groups.append([])
            words = 0
        groups[-1].append(i)
        words += len(items[i])
    if rng:
        rng.shuffle(groups)
    yield from groups


def loss_of(model: Teacher, batch: Batch) -> Tensor:
    """The sum of the three losses, a word's mean."""
    tags, arcs, child, head = model(batch)
    known = batch.mask & (batch.heads >= 0)
    heads = batch.heads.clamp(min=0)
    labels = model.label_scores(child, head, heads)
    cross = nn.functional.cross_entropy
    return (
        cross(tags[batch.mask], batch.tags[batch.mask])
        + cross(arcs[known], heads[known])
        + cross(labels[known], batch.labels[known])
    )


@torch.no_grad()
def annotate(
    model: Teacher, items: Sequence[Sentence]
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray, float]]:
    """(tags, heads, relations, how sure of the tree: a word's mean log probability)."""
    model.eval()
    out: list[Any] = [None] * len(items)
    for group in batches(items, None):
        batch = Batch.of([items[i] for i in group])
        tags, arcs, child, head = model(batch)
        logs = arcs.log_softmax(-1).numpy()
        heads = np.zeros(batch.heads.shape, dtype=np.int64)
        sure = []
        for row, (scores, length) in enumerate(zip(logs, batch.lengths.tolist(), strict=True)):
            heads[row, :length] = best_tree(scores[:length, : length + 1])
            sure.append(float(scores[np.arange(length), heads[row, :length]].mean()))
        labels = model.label_scores(child, head, torch.from_numpy(heads)).argmax(-1).numpy()
        best = tags.argmax(-1).numpy()
        for row, i in enumerate(group):
            n = len(items[i])
            out[i] = best[row, :n], heads[row, :n], labels[row, :n], sure[row]
    return out


def best_tree(scores: np.ndarray) -> np.ndarray:
    """The heads (root is 0) of the best tree with one root; scores are (word, head)."""
    heads = scores.argmax(1)
    if is_tree(heads):
        return heads
    n = len(scores)
    square = np.full((n + 1, n + 1), -np.inf)
    square[1:] = scores
    best, best_score = heads, -np.inf
    # One root at a time: only the words that are likely roots are tried.
    for root in np.argsort(-scores[:, 0])[:3]:
        one = square.copy()
        one[1:, 0] = -1e6
        one[root + 1, 0] = scores[root, 0]
        one[root + 1, 1:] = -1e6
        tree = chu_liu_edmonds(one)[1:]
        score = one[np.arange(1, n + 1), tree].sum()
        if score > best_score:
            best, best_score = tree, score
    return best


def is_tree(heads: np.ndarray) -> bool:
    """Whether there is one root and no cycle."""
    return int((heads == 0).sum()) == 1 and not find_cycle(np.concatenate([[-1], heads]))


def find_cycle(heads: np.ndarray) -> list[int]:
    """The nodes of a cycle, if there is one; node 0 is the root."""
    done = {0}
    for start in range(1, len(heads)):
        path: list[int] = []
        node = start
        while node not in done and node not in path:
            path.append(node)
            node = int(heads[node])
        if node in path:
            return path[path.index(node) :]
        done.update(path)
    return []


def chu_liu_edmonds(scores: np.ndarray) -> np.ndarray:
    """Heads of the maximum spanning arborescence; scores are (node, head), node 0 the root."""
    scores = scores.copy()
    np.fill_diagonal(scores, -np.inf)
    heads = scores.argmax(1)
    heads[0] = -1
    cycle = find_cycle(heads)
    if not cycle:
        return heads
    inside = np.array(cycle)
    outside = np.array([i for i in range(len(scores)) if i not in set(cycle)])
    kept = scores[inside, heads[inside]]
    # The cycle becomes one node, the last of the smaller graph.
    entering = scores[np.ix_(inside, outside)] - kept[:, None]
    leaving = scores[np.ix_(outside, inside)]
    small = np.full((len(outside) + 1, len(outside) + 1), -np.inf)
    small[:-1, :-1] = scores[np.ix_(outside, outside)]
    small[:-1, -1] = leaving.max(1)
    small[-1, :-1] = entering.max(0)
    tree = chu_liu_edmonds(small)
    for k, node in enumerate(outside):
        if k:
            head = tree[k]
            heads[node] = inside[leaving[k].argmax()] if head == len(outside) else outside[head]
    broken = inside[entering[:, tree[-1]].argmax()]
    heads[broken] = outside[tree[-1]]
    return heads


def figures(model: Teacher, items: Sequence[Sentence]) -> dict[str, float]:
    """Tag accuracy, UAS and LAS; punctuation left out of the last two."""
    punct = model.lexicon.label_ids["punct"]
    right = np.zeros(4)
    for item, (tags, heads, labels, _) in zip(items, annotate(model, items), strict=True):
        words = item.labels != punct
        arc = (heads == item.heads) & words
        right += [
            (tags == item.tags).mean() * len(item),
            arc.sum(),
            (arc & (labels == item.labels)).sum(),
            0,
        ]
    total = sum(len(item) for item in items)
    counted = sum(int((item.labels != punct).sum()) for item in items)
    return {
        "tags": 100 * right[0] / total,
        "uas": 100 * right[1] / counted,
        "las": 100 * right[2] / counted,
    }


def train(docs: Sequence[Doc], dev: Sequence[Doc], vocab: Vocab, out: Path, seed: int) -> None:
    """Train for `EPOCHS` and write the averaged weights after each."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    lexicon = Lexicon.learn(docs)
    items = [lexicon.encode(words, vocab) for doc in docs for words in sentences(doc)]
    held = [lexicon.encode(words, vocab) for doc in dev for words in sentences(doc)]
    model = Teacher(lexicon, vocab.vectors.shape[1])
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.95), weight_decay=0.01)
    # The training file holds five varied copies: an epoch is a fifth of it.
    per_epoch = sum(map(len, items)) // BATCH_WORDS // 5
    steps = per_epoch * EPOCHS
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, steps + 1, pct_start=0.1)
    average = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998)
    )
    print(f"{len(items)} sentences, {sum(map(len, items))} words, {steps} steps", flush=True)
    start, step, losses = time.monotonic(), 0, 0.0
    while step < steps:
        for group in batches(items, rng):
            model.train()
            loss = loss_of(model, Batch.of([items[i] for i in group]))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            average.update_parameters(model)
            losses += loss.item()
            step += 1
            if step % per_epoch == 0 or step >= steps:
                shown = {k: round(v, 2) for k, v in figures(average.module, held).items()}
                minutes = (time.monotonic() - start) / 60
                print(f"step {step} {minutes:.1f} min loss {losses / per_epoch:.3f} {shown}",
                      flush=True)  # fmt: skip
                losses = 0.0
                torch.save({"weights": average.module.state_dict(), "tables": lexicon.tables,
                            "tags": lexicon.tags, "labels": lexicon.labels}, out)  # fmt: skip
            if step >= steps:
                break


def load(path: Path, vector_width: int) -> Teacher:
    """A teacher from its file."""
    saved = torch.load(path)
    model = Teacher(Lexicon(saved["tables"], saved["tags"], saved["labels"]), vector_width)
    model.load_state_dict(saved["weights"])
    return model


def label(model: Teacher, docs: Iterable[Doc], vocab: Vocab, least: float) -> Iterator[Doc]:
    """The sentences of the documents, one a document, with what the teacher says of each.

    A sentence of whose tree it is less sure than `least` is left out.
    """
    runs = [words for doc in docs for words in sentences(doc)]
    items = [model.lexicon.encode(words, vocab) for words in runs]
    for words, (tags, heads, labels, sure) in zip(runs, annotate(model, items), strict=True):
        if sure < least:
            continue
        names = [model.lexicon.tags[t].split(" ", 1) for t in tags]
        yield Doc(
            vocab,
            words=[t.text for t in words],
            spaces=[bool(t.whitespace_) for t in words],
            pos=[pos for pos, _ in names],
            morphs=[morph for _, morph in names],
            heads=[i if head == 0 else int(head) - 1 for i, head in enumerate(heads)],
            deps=[model.lexicon.labels[r] for r in labels],
        )


def main() -> None:
    """The two commands."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    trainer = commands.add_parser("train")
    trainer.add_argument("train", type=Path)
    trainer.add_argument("dev", type=Path)
    trainer.add_argument("--seed", type=int, default=0)
    labeller = commands.add_parser("label")
    labeller.add_argument("teacher", type=Path)
    labeller.add_argument("raw", type=Path)
    labeller.add_argument("--least", type=float, default=-0.25)
    for command in (trainer, labeller):
        command.add_argument("--vectors", type=Path, required=True)
        command.add_argument("--out", type=Path, required=True)
        command.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    vocab = spacy.load(options.vectors).vocab

    def docs(path: Path) -> list[Doc]:
        return list(DocBin().from_disk(path).get_docs(vocab))

    if options.command == "train":
        train(docs(options.train), docs(options.dev), vocab, options.out, options.seed)
    else:
        model = load(options.teacher, vocab.vectors.shape[1])
        DocBin(docs=label(model, docs(options.raw), vocab, options.least)).to_disk(options.out)


if __name__ == "__main__":
    main()
