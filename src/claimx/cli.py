"""The command line: parse, call, print."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO

import typer

from claimx.errors import (
    ClaimxError,
    EngineError,
    InputError,
    LexiconError,
    MissingCorpusError,
    ModelError,
    OutputError,
)

if TYPE_CHECKING:
    from claimx.io.shards import Store
    from claimx.labels import LabelledArticle, LabelledClaim
    from claimx.models import Article, Claim, Document

SOME_WRONG, USAGE = 1, 2

app = typer.Typer(
    name="claimx",
    help="Who said what: attributed claims from Italian news.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from claimx import __version__

        typer.echo(f"claimx {__version__}")
        raise typer.Exit


def _check_encoding(name: str | None) -> str | None:
    try:
        b" ".decode(name or "utf-8", "replace")
    except LookupError as error:
        raise typer.BadParameter(str(error)) from error
    return name


def _check_date(value: str | None) -> str | None:
    from claimx.io.decoding import iso_date

    try:
        return iso_date(value, "")
    except InputError as error:
        raise typer.BadParameter(str(error)) from error


Model = Annotated[
    str | None,
    typer.Option(
        envvar="CLAIMX_MODEL",
        metavar="NAME",
        help="Italian spaCy pipeline, by name or folder, instead of claimx's own.",
    ),
]
OwnCues = Annotated[
    str | None,
    typer.Option(
        "--cues",
        envvar="CLAIMX_CUES",
        metavar="FILE",
        help="Cues of your own, in TOML, that add to those that claimx knows.",
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        callback=_check_encoding,
        help="Encoding of the inputs, where it is not UTF-8 and not found.",
    ),
]
Tool = Literal["label-studio", "doccano", "brat", "inception", "prodigy"]
Corpora = Annotated[
    Path | None,
    typer.Option(
        envvar="CLAIMX_CORPORA",
        metavar="DIR",
        help="Folder of the corpora whose articles stand-off gold labels.",
    ),
]
Column = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Column of .jsonl, .csv and .parquet that holds it."),
]

Lang = Annotated[
    Literal["it", "en"], typer.Option(help="Language that an HTML page opens in; it has both.")
]


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Who said what: attributed claims from Italian news."""


@app.command()
def extract(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT",
            help="Text, .html, .docx or .pdf files; .jsonl, .csv or .parquet with an id and a text "
            "column; folders and globs of them; web addresses; - for standard input.",
        ),
    ] = None,
    form: Annotated[
        Literal["table", "md", "json", "jsonl", "jsonld", "csv", "parquet", "html"] | None,
        typer.Option(
            "--format",
            "-f",
            help="Without it: as OUT's suffix says, else a table on a terminal, JSONL elsewhere.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="File to write, whole or not at all; or a folder, such as claims/, for one file "
            "every 500 articles.",
        ),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            callback=_check_date,
            help="Day that the articles appeared, where they do not say.",
        ),
    ] = None,
    model: Model = None,
    own_cues: OwnCues = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes to use.")] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where a run that was stopped has left OUT.")
    ] = False,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Leave out claims of less confidence.")
    ] = 0,
    speaker: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Only this speaker's claims: a name or alias, whatever its case and accents.",
        ),
    ] = None,
    encoding: Encoding = None,
    id_column: Column = None,
    text_column: Column = None,
    date_column: Column = None,
    title_column: Column = None,
    engine: Annotated[
        Literal["local", "spark"],
        typer.Option(help="Where to work: processes here, or Apache Spark, which writes a folder."),
    ] = "local",
    master: Annotated[
        str, typer.Option(metavar="URL", help="Spark's master, such as local[2] or yarn.")
    ] = "local[*]",
    lang: Lang = "it",
) -> None:
    """Extract who said what from articles.

    Exit status: 0 done; 1 some inputs were not right, each named on standard error, the others
    done; 2 nothing done: usage, a model that is not installed, an output that cannot be written.
    """
    from claimx.io import Columns

    columns = Columns.named(id=id_column, text=text_column, date=date_column, title=title_column)
    if engine == "spark":
        if resume:
            raise typer.BadParameter("--resume is for the engine local")
        keep = partial(_is_wanted, min_confidence=min_confidence, speaker=speaker)
        _on_spark(
            inputs, output, form, keep=keep, master=master, date=date, model=model, cues=own_cues,
            encoding=encoding or "utf-8", columns=columns,
        )  # fmt: skip
        return

    from claimx.extract import records
    from claimx.io import Meter, read
    from claimx.report.progress import RunProgress

    if not inputs:
        if sys.stdin.isatty():
            raise typer.BadParameter("name a file, a folder, or - for standard input")
        inputs = ["-"]
    settings = f"{model} {own_cues} {min_confidence} {speaker}"
    meter = Meter()
    with _told(), RunProgress(meter, shown=_is_watched(output)) as progress:
        complaints = _Complaints(progress.fail)
        found = read(
            inputs, encoding=encoding, columns=columns, meter=meter, note=_complain, until=date
        )
        articles = complaints.sift(found, date)

        def work(chosen: Iterable[Article]) -> Iterator[Document | InputError]:
            for record in records(chosen, model=model, cues=own_cues, n_process=jobs):
                yield _only(record, min_confidence, speaker)

        store = _store(output, form, settings, resume=resume, lang=lang)
        try:
            for record in store.fill(articles, work):
                complaints.hear(record)
                progress.advance(record)
        except (KeyboardInterrupt, OutputError):
            if store.kept:
                _complain(f"{store.kept}: holds what is done; --resume goes on with it")
            raise
    if complaints.errors:
        raise typer.Exit(SOME_WRONG)


@app.command()
def report(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT", help="What `extract` takes.")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="Page to write; or a folder, such as report/, for a page every 500 articles.",
        ),
    ] = None,
    lang: Lang = "it",
    date: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            callback=_check_date,
            help="Day that the articles appeared, where they do not say.",
        ),
    ] = None,
    model: Model = None,
    own_cues: OwnCues = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes to use.")] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where a run that was stopped has left OUT.")
    ] = False,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Leave out claims of less confidence.")
    ] = 0,
    encoding: Encoding = None,
    id_column: Column = None,
    text_column: Column = None,
    date_column: Column = None,
    title_column: Column = None,
) -> None:
    """Write a page to read: the articles with their claims marked, and who is quoted how much."""
    extract(
        inputs,
        form="html",
        output=output,
        date=date,
        model=model,
        own_cues=own_cues,
        jobs=jobs,
        resume=resume,
        min_confidence=min_confidence,
        speaker=None,
        encoding=encoding,
        id_column=id_column,
        text_column=text_column,
        date_column=date_column,
        title_column=title_column,
        lang=lang,
    )


@app.command()
def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD", help="Gold file, or folder of gold files.")
    ],
    predictions: Annotated[
        Path | None,
        typer.Option(
            metavar="P",
            help="Claims to score, a file or folder of JSONL, instead of extracting them now.",
        ),
    ] = None,
    form: Annotated[
        Literal["table", "json"], typer.Option("--format", "-f", help="What to print.")
    ] = "table",
    fail_under: Annotated[
        float | None,
        typer.Option(
            min=0, max=1, metavar="F1", help="Exit with 1 if attributed F1 is below this."
        ),
    ] = None,
    model: Model = None,
    own_cues: OwnCues = None,
    corpora: Corpora = None,
) -> None:
    """Score claims against gold: precision, recall, F1, intervals, and every mistake."""
    from claimx.io.gold import read_predictions
    from claimx.scoring import evaluate, mistakes

    with _told():
        articles, skipped = _gold(gold, corpora)
        predicted = (
            read_predictions(predictions, articles)
            if predictions
            else _predict(articles, model, own_cues)
        )
    pairs = [(article, predicted[article.doc_id]) for article in articles]
    scores = evaluate(pairs)
    wrong = [mistake for pair in pairs for mistake in mistakes(*pair)]

    if form == "json":
        import json

        report = {
            **scores.model_dump(mode="json"),
            "mistakes": [mistake.model_dump(mode="json") for mistake in wrong],
            "skipped": skipped,
        }
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        from rich.console import Console

        from claimx.report.scores import print_scores

        print_scores(Console(highlight=False), scores, wrong)
    if fail_under is not None and (scores.metrics["attributed"].f1 or 0) < fail_under:
        raise typer.Exit(SOME_WRONG)


@app.command()
def export(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="What extract takes, whose claims are found first; or gold, .json files and "
            "folders of them, whose labels go out as they are.",
        ),
    ],
    tool: Annotated[Tool, typer.Option("--to", help="The annotation tool.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="OUT", help="Folder for the tool's files.")
    ],
    date: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            callback=_check_date,
            help="Day that the articles appeared, where they do not say.",
        ),
    ] = None,
    model: Model = None,
    own_cues: OwnCues = None,
    encoding: Encoding = None,
    id_column: Column = None,
    text_column: Column = None,
    date_column: Column = None,
    title_column: Column = None,
    corpora: Corpora = None,
) -> None:
    """Write articles with their claims for people to correct in an annotation tool."""
    from claimx.extract import records
    from claimx.io import Columns, read
    from claimx.io.exchange import export
    from claimx.io.gold import read_gold
    from claimx.labels import LabelledArticle

    columns = Columns.named(id=id_column, text=text_column, date=date_column, title=title_column)
    gold = [name for name in inputs if _is_gold(name)]
    texts = [name for name in inputs if name not in gold]
    complaints = _Complaints()

    def articles() -> Iterator[LabelledArticle]:
        for name in gold:
            for labelled in read_gold(Path(name), corpora):
                if isinstance(labelled, MissingCorpusError):
                    _complain(labelled)
                elif isinstance(labelled, InputError):
                    complaints.hear(labelled)
                else:
                    yield labelled
        if texts:
            found = read(texts, encoding=encoding, columns=columns, note=_complain, until=date)
            for record in records(complaints.sift(found, date), model=model, cues=own_cues):
                if isinstance(record, InputError):
                    complaints.hear(record)
                else:
                    yield LabelledArticle.of(record)

    with _told():
        for error in export(tool, articles(), output):
            complaints.hear(error)
    if complaints.errors:
        raise typer.Exit(SOME_WRONG)


@app.command("import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="What the tool has exported: files, or folders."),
    ],
    tool: Annotated[Tool, typer.Option("--from", help="The annotation tool.")],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="GOLD", help="Folder for a gold file an article."),
    ],
) -> None:
    """Read corrected articles back from an annotation tool, as gold that evaluate takes."""
    from claimx.io.exchange import corrected, write_gold

    complaints = _Complaints()

    def articles() -> Iterator[LabelledArticle]:
        for article in corrected(tool, files):
            if isinstance(article, InputError):
                complaints.hear(article)
            else:
                yield article

    with _told():
        write_gold(articles(), output)
    if complaints.errors:
        raise typer.Exit(SOME_WRONG)


@app.command()
def explain(
    source: Annotated[str, typer.Argument(metavar="INPUT", help="Where the article is.")],
    claim_id: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="The claim's id, such as article#c3; c3 where there is one article."
        ),
    ],
    form: Annotated[
        Literal["table", "json"], typer.Option("--format", "-f", help="What to print.")
    ] = "table",
    model: Model = None,
    own_cues: OwnCues = None,
    encoding: Encoding = None,
) -> None:
    """Tell why a claim is there: its rule, how its speakers were found, who was not chosen."""
    from claimx.extract import explain
    from claimx.io import read

    with _told():
        articles = list(_Complaints().sift(read([source], encoding=encoding, note=_complain)))
        article = _article_of(claim_id, articles, source)
        explanation = explain(article, claim_id, model=model, cues=own_cues)
    if form == "json":
        typer.echo(explanation.model_dump_json(indent=2))
        return
    from rich.console import Console

    from claimx.report.explanation import print_explanation

    print_explanation(Console(highlight=False), explanation)


@app.command()
def cues(own_cues: OwnCues = None) -> None:
    """Print the cues that claimx knows: their type, and what they govern."""
    from claimx.io import written
    from claimx.lexicon import load_cues
    from claimx.report.cues import print_cues

    with _told(), written(None) as out:
        print_cues(out, load_cues(own_cues))


@app.command()
def schema() -> None:
    """Print the JSON Schema of a Claim and of a Document."""
    import json

    from pydantic.json_schema import models_json_schema

    from claimx.models import Claim, Document

    _, definitions = models_json_schema([(Claim, "serialization"), (Document, "serialization")])
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "claimx",
        "anyOf": [{"$ref": "#/$defs/Claim"}, {"$ref": "#/$defs/Document"}],
        **definitions,
    }
    typer.echo(json.dumps(whole, ensure_ascii=False, indent=2))


def _on_spark(
    inputs: list[str] | None, output: str | None, form: str | None, **options: Any
) -> None:
    """Extract with the engine ``spark``, from files to a folder."""
    if not inputs or "-" in inputs:
        raise typer.BadParameter("the engine spark reads files and folders: name one")
    if output is None:
        raise typer.BadParameter("the engine spark writes a folder: name it with -o")
    if form is None:
        form = "jsonl" if output.rstrip("/").endswith(".jsonl") else "parquet"
    if form not in ("parquet", "jsonl"):
        raise typer.BadParameter(f"the engine spark writes parquet or jsonl, not {form}")
    with _told():
        from claimx.engines.spark import run

        problems = run(inputs, output, lines=form == "jsonl", **options)
    for problem in problems:
        _complain(problem)
    if problems:
        raise typer.Exit(SOME_WRONG)


class _Complaints:
    """What is not right with the inputs, told on standard error as it is met."""

    def __init__(self, count: Callable[[], None] = lambda: None) -> None:
        self.errors = 0
        self._count = count

    def sift(
        self, found: Iterable[Article | InputError], date: str | None = None
    ) -> Iterator[Article]:
        """The articles among ``found``, with ``date`` where they have none."""
        from claimx.io.language import doubt

        for article in found:
            if isinstance(article, InputError):
                self.hear(article)
                continue
            if reason := doubt(article.text):
                _complain(f"{article.doc_id}: not Italian? {reason}; going on all the same")
            yield article if article.date else article.model_copy(update={"date": date})

    def hear(self, record: object) -> None:
        """Tell of what comes of an article, if that is an error."""
        if isinstance(record, InputError):
            self.errors += 1
            self._count()
            _complain(record)


@contextmanager
def _told() -> Iterator[None]:
    """An error that claimx raises on purpose ends the command with its message."""
    try:
        yield
    except ClaimxError as error:
        _complain(error)
        nothing_done = isinstance(error, EngineError | LexiconError | ModelError | OutputError)
        raise typer.Exit(USAGE if nothing_done else SOME_WRONG) from error


def _complain(message: object) -> None:
    typer.echo(f"claimx: {message}", err=True)


def _is_watched(output: str | None) -> bool:
    """Whether a person sees standard error, and no claims between."""
    return sys.stderr.isatty() and not (output is None and sys.stdout.isatty())


def _store(
    output: str | None,
    form: str | None,
    settings: str,
    *,
    resume: bool,
    lang: Literal["it", "en"],
) -> Store:
    """Where the claims go: a stream, a folder or a file."""
    from claimx import __version__
    from claimx.io import Format, Writer, writer
    from claimx.io.shards import File, Folder, Stream

    chosen = Format(form or _format_of(output))
    if chosen is Format.HTML:
        settings += f" {lang}"

    def make(form: Format, out: TextIO) -> Writer:
        if form is not Format.HTML:
            return writer(form, out)
        from claimx.report.html import HtmlWriter

        return HtmlWriter(out, lang)

    path = Path(output or os.devnull)
    if output is None or (path.exists() and not (path.is_file() or path.is_dir())):  # a device
        if chosen in (Format.PARQUET, Format.HTML) and output is None and sys.stdout.isatty():
            raise typer.BadParameter(f"{chosen} is not for a terminal: name a file with -o")
        if resume:
            raise typer.BadParameter("--resume needs a file or a folder: name it with -o")
        return Stream(path if output else None, chosen, make=make)
    kind = Folder if path.is_dir() or output.endswith(("/", os.sep)) else File
    settings = f"{__version__} {chosen} {settings}"
    return kind(path, chosen, settings=settings, resume=resume, make=make)


def _format_of(output: str | None) -> str:
    if output is None:
        return "table" if sys.stdout.isatty() else "jsonl"
    match Path(output).suffix.lower():
        case ".json" | ".jsonld" | ".csv" | ".html" | ".md" | ".parquet" as suffix:
            return suffix[1:]
        case _:
            return "jsonl"


def _only(
    document: Document | InputError, min_confidence: float, speaker: str | None
) -> Document | InputError:
    """``document`` with those claims alone that are sure enough, and by ``speaker``."""
    if isinstance(document, InputError) or (not min_confidence and speaker is None):
        return document
    claims = tuple(claim for claim in document.claims if _is_wanted(claim, min_confidence, speaker))
    return document.model_copy(update={"claims": claims})


def _is_wanted(claim: Claim, min_confidence: float, speaker: str | None) -> bool:
    return claim.confidence >= min_confidence and (speaker is None or _is_by(claim, speaker))


def _is_by(claim: Claim, name: str) -> bool:
    from claimx.scoring.names import fold

    return any(
        fold(name) in map(fold, (source.speaker.name, *source.speaker.aliases))
        for source in claim.sources
        if source.speaker
    )


def _article_of(claim_id: str, articles: list[Article], place: str) -> Article:
    """The article that a claim's id is of, or the only one; raises InputError if it is not there."""
    doc_id, mark, _ = claim_id.rpartition("#")
    if not mark and len(articles) == 1:
        return articles[0]
    for article in articles:
        if article.doc_id == doc_id:
            return article
    there = ", ".join(article.doc_id for article in articles[:10]) or "none"
    raise InputError(place, f"no article {doc_id!r}", f"articles there: {there}")


def _gold(path: Path, corpora: Path | None) -> tuple[list[LabelledArticle], list[str]]:
    """The gold articles, and what had to be skipped; ends the command if any is wrong."""
    from claimx.io.gold import read_gold

    articles, skipped, wrong = [], [], False
    for article in read_gold(path, corpora):
        if isinstance(article, MissingCorpusError):
            skipped.append(str(article))
            _complain(article)
        elif isinstance(article, InputError):
            wrong = True
            _complain(article)
        else:
            articles.append(article)
    if wrong:
        raise typer.Exit(SOME_WRONG)
    return articles, skipped


def _is_gold(name: str) -> bool:
    """Whether an input holds gold, and no articles: ``.json``, or a folder with such files."""
    path = Path(name)
    return path.suffix == ".json" or (path.is_dir() and any(path.glob("*.json")))


def _predict(
    gold: list[LabelledArticle], model: str | None, cues: str | None
) -> dict[str, list[LabelledClaim]]:
    from claimx.extract import extract_many
    from claimx.labels import LabelledClaim
    from claimx.models import Article

    articles = (
        Article(doc_id=each.doc_id, text=each.text, date=each.date, title=each.title)
        for each in gold
    )
    return {
        document.doc_id: [LabelledClaim.of(claim) for claim in document.claims]
        for document in extract_many(articles, model=model, cues=cues)
    }
