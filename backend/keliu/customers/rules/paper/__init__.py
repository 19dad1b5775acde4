"""The law of paper cards: lines that a recogniser saw become the fields of a new customer.

Nothing here knows which recogniser it was. Every value carries the reason it was taken for what
it is, and how sure that is, so that a person can check the doubtful ones.
"""

from keliu.customers.rules.paper.found import DOUBTFUL, FIELDS, REASONS, Found, Reading
from keliu.customers.rules.paper.lines import Line
from keliu.customers.rules.paper.reading import read

__all__ = ["DOUBTFUL", "FIELDS", "REASONS", "Found", "Line", "Reading", "read"]
