"""Apache Spark: a DataFrame of articles in, a DataFrame of claims out.

Articles go to Spark's Python workers in Arrow batches. A worker loads the pipeline once, and runs
``claimx.extract_many`` over the rows of a partition as they come; nothing is downloaded
there, and nothing but problems is collected on the driver.
"""

from claimx.errors import MissingExtraError

try:
    from claimx.engines.spark.command import run
    from claimx.engines.spark.frames import errors, extract
    from claimx.engines.spark.inputs import read
    from claimx.engines.spark.session import session
except ModuleNotFoundError as error:
    raise MissingExtraError("spark") from error

__all__ = ["errors", "extract", "read", "run", "session"]
