"""samvar: a national precision-medicine infrastructure, one node or all seven."""

__version__ = "0.1.0"
