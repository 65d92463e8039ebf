"""Articles in, claims out: one file a format.

Readers yield, in order, an ``Article`` or the
``InputError`` that stands in its place, so that one bad input never stops
the others. A text is kept exactly as given, line ends included: offsets count from its first
character. Only a byte order mark at the start of a file is left out, since it is a signature
and no text.
"""

from claimx.io.inputs import Meter, read
from claimx.io.output import Format, Writer, writer, written
from claimx.io.records import Columns

__all__ = ["Columns", "Format", "Meter", "Writer", "read", "writer", "written"]
