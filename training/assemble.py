"""Put the two trained runs and the lemmatizer's tables together to one pipeline folder."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import spacy
import srsly  # type: ignore[import-untyped]
from spacy.language import Language
from spacy.lookups import Lookups
from spacy.util import load_model_from_config
from thinc.api import Config
from tokens import adapt_tokenizer

PARSE_PIPES = ("tok2vec", "morphologizer", "parser", "senter")
PIPELINE = ("tok2vec", "morphologizer", "parser", "lemmatizer", "senter", "ner")
LICENSE_ID = "CC-BY-NC-SA-4.0"
HERE = Path(__file__).parent


def averaged(runs: Sequence[Path]) -> Language:
    """The first run's pipeline with the mean of all runs' weights.

    Runs that go on from the same weights lie close enough for their mean to be better than each
    (Wortsman et al. 2022, *Model soups*).
    """
    pipelines = [spacy.load(run) for run in runs]
    for name in PARSE_PIPES:
        models = [_pipe(nlp, name).model.walk() for nlp in pipelines]
        for nodes in zip(*models, strict=True):
            for weight in nodes[0].param_names:
                if all(node.has_param(weight) for node in nodes):
                    mean = sum(node.get_param(weight) for node in nodes) / len(nodes)
                    nodes[0].set_param(weight, mean)
    return pipelines[0]


def build(parse: Sequence[Path], names: Path, lookups: Path, vectors: Path) -> Language:
    """The pipeline: components of both kinds of runs over one vocabulary and one vector table.

    All were trained on the same vectors, so those of the first serve both; of the ``parse``
    runs it takes the mean. The components are copied by their bytes into a new vocabulary rather
    than sourced: the old one holds every word of the corpora, which nobody needs.
    """
    first = averaged(parse)
    second = spacy.load(names)
    if "tok2vec" in second.pipe_names:
        second.replace_listeners("tok2vec", "ner", ["model.tok2vec"])
    sources = dict.fromkeys(PARSE_PIPES, first) | {"ner": second}
    components = {name: source.config["components"][name] for name, source in sources.items()}
    components["lemmatizer"] = {"factory": "claimx_lemmatizer"}
    nlp = load_model_from_config(
        Config(
            {
                "nlp": {
                    "lang": "it",
                    "pipeline": list(PIPELINE),
                    "disabled": ["senter"],
                    "batch_size": 256,
                },
                "components": {name: components[name] for name in PIPELINE},
            }
        ),
        auto_fill=True,
    )
    adapt_tokenizer(nlp)
    nlp.vocab.vectors = spacy.load(vectors).vocab.vectors
    for name, source in sources.items():
        weights = source.get_pipe(name).to_bytes(exclude=["vocab"])  # type: ignore[attr-defined]
        _pipe(nlp, name).from_bytes(weights, exclude=["vocab"])
    _pipe(nlp, "lemmatizer").initialize(lookups=Lookups().from_disk(lookups))
    return nlp


def _pipe(nlp: Language, name: str) -> Any:
    """A component, disabled ones too."""
    return dict(nlp.components)[name]


def fill_meta(nlp: Language) -> None:
    """Who made it, from what, and under which licence."""
    sources = srsly.read_json(HERE / "sources.json")
    nlp.meta.update(
        name="claimx_news",
        version="1.0.0",
        description=(
            "Italian pipeline for news, made for claimx: tok2vec, morphologizer, parser, "
            "lemmatizer, senter (disabled), ner."
        ),
        author="claimx",
        email="",
        url="",
        license=LICENSE_ID,
        sources=sources,
        spacy_version=">=3.8.0,<3.9.0",
    )


def write(nlp: Language, target: Path) -> None:
    """Write the folder beside, then rename it: nobody ever sees half a pipeline."""
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    nlp.to_disk(fresh)
    shutil.copy(HERE / "LICENSE-MODEL", fresh / "LICENSE")
    old = target.with_name(target.name + ".old")
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def record_performance(target: Path, performance: dict[str, Any]) -> None:
    """Put figures into a pipeline on disk.

    Not before it is written: a pipeline that has read texts knows their words.
    """
    meta = srsly.read_json(target / "meta.json")
    srsly.write_json(target / "meta.json", meta | {"performance": performance})
