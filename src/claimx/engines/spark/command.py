"""What the command line does on Spark."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from functools import partial

from pyspark.accumulators import Accumulator, AccumulatorParam
from pyspark.errors import AnalysisException, PythonException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812

from claimx.engines.spark import partitions
from claimx.engines.spark.frames import claims
from claimx.engines.spark.inputs import read
from claimx.engines.spark.session import session
from claimx.errors import InputError, LexiconError, ModelError, OutputError
from claimx.io.records import Columns
from claimx.models import Claim

SHARES = 4
"""Partitions a core, so that none ends long after the others."""

Problems = dict[str, str]
"""By article, so that work which Spark does twice does not count twice."""


def run(
    inputs: Sequence[str],
    output: str,
    *,
    lines: bool = False,
    master: str = "local[*]",
    encoding: str = "utf-8",
    columns: Columns | None = None,
    date: str | None = None,
    model: str | None = None,
    cues: str | None = None,
    keep: Callable[[Claim], bool] | None = None,
) -> list[str]:
    """Write the claims in ``inputs`` to the folder ``output``, as Parquet, or JSON ``lines``.

    ``inputs``, ``encoding`` and ``columns`` are those of ``read``,
    ``date`` is the day of articles that tell none, ``keep`` which claims to write. The folder
    holds ``_SUCCESS`` once it is whole. Returns what was not right, and with which input.

    Raises InputError if there is nothing to read, OutputError if ``output`` is there already,
    ModelError if a worker lacks ``model``, LexiconError if it lacks ``cues``, EngineError if Spark cannot be started.
    """
    ours = SparkSession.getActiveSession() is None
    spark = session(master, {"spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower()})
    try:
        _rehearse(spark, model, cues)
        checked = read(inputs, encoding=encoding, columns=columns, spark=spark)
        articles = checked.where("problem is null").drop("problem")
        failed: Accumulator[Problems] = spark.sparkContext.accumulator({}, _Union())
        found = claims(
            articles.withColumn("date", F.coalesce("date", F.lit(date))).repartition(
                SHARES * spark.sparkContext.defaultParallelism
            ),
            model=model,
            cues=cues,
            keep=keep,
            on_error=partial(_note, failed),
        )
        writer = found.write.mode("error")
        if lines:
            writer.option("ignoreNullFields", False).json(output)
        else:
            writer.parquet(output)
        wrong = checked.where("problem is not null").select("problem")
        return [*(row.problem for row in wrong.toLocalIterator()), *failed.value.values()]
    except AnalysisException as error:
        if error.getCondition() == "PATH_ALREADY_EXISTS":
            raise OutputError(output, "is there already", "name a folder that is not") from error
        raise
    except PythonException as error:
        if told := re.search(r"claimx\.errors\.(Model|Lexicon)Error: (.*)", str(error)):
            kind = ModelError if told[1] == "Model" else LexiconError
            raise kind(told[2]) from error
        raise
    finally:
        if ours:
            spark.stop()


def _rehearse(spark: SparkSession, model: str | None, cues: str | None) -> None:
    """Load the pipeline in one worker: what workers lack shows before anything is written."""
    work = partial(partitions.rehearsal, model=model, cues=cues)
    spark.range(1).mapInArrow(work, "id long").collect()


class _Union(AccumulatorParam[Problems]):
    def zero(self, value: Problems) -> Problems:
        """What is there before anything is added."""
        return {}

    def addInPlace(self, value1: Problems, value2: Problems) -> Problems:  # noqa: N802  Spark's
        """Both."""
        return value1 | value2


def _note(failed: Accumulator[Problems], error: InputError) -> None:
    failed.add({error.place: str(error)})
