"""Gene panels as PanelApp's API writes them."""

from samvar.formats.panelapp.read import Entity, PanelAppPanel, Repeat, Stretch, read_panelapp

__all__ = ["Entity", "PanelAppPanel", "Repeat", "Stretch", "read_panelapp"]
