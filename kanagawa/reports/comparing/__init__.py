"""What differs between two printed forms: cell by cell, paragraph by paragraph, nothing hidden.

`compare(old_tables, old_blocks, new_tables, new_blocks)` knows neither database nor editions: a
change sheet and a 正誤表 are made from its Differences and from nothing else.
"""

from .compare import compare
from .difference import Difference, FigureChange
from .tables import compare_table

__all__ = ["Difference", "FigureChange", "compare", "compare_table"]
