"""Claims on Apache Spark: ``pip install 'claimx[spark]'``; docs/spark.md tells how.

>>> import claimx.spark
>>> spark = claimx.spark.session("local[2]")  # doctest: +SKIP
>>> claims = claimx.spark.extract(spark.read.parquet("articles.parquet"))  # doctest: +SKIP
>>> claims.select("doc_id", "sources.speaker.name", "content.text").show()  # doctest: +SKIP

Raises MissingExtraError, an ImportError, where Spark is not installed.
"""

from claimx.engines.spark import errors, extract, read, session

__all__ = ["errors", "extract", "read", "session"]
