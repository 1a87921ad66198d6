"""Pictures made on the server: geometry in attributes, colours by CSS class, a label and a table twin for each."""

from marshrut.foundation.ui.svg.bullets import Band, Bullet, band, bullet
from marshrut.foundation.ui.svg.curves import Curve, Dot, Mark, curves
from marshrut.foundation.ui.svg.cycle import Hop, Station, cycle
from marshrut.foundation.ui.svg.draw import TONES, Picture, Tone
from marshrut.foundation.ui.svg.grid import GridCell, grid
from marshrut.foundation.ui.svg.heat import Cell, Tile, heat, tile_map
from marshrut.foundation.ui.svg.league import Line, Rung, league
from marshrut.foundation.ui.svg.level import Level, level
from marshrut.foundation.ui.svg.lines import Stop, gantt, gantt_scale, route_line
from marshrut.foundation.ui.svg.paper import PNG, Sheet, on_paper, png
from marshrut.foundation.ui.svg.strips import Part, legend, strip
from marshrut.foundation.ui.svg.structure import Box, Link, structure
from marshrut.foundation.ui.svg.trajectory import Point, trajectory
from marshrut.foundation.ui.svg.years import Year, years

__all__ = [
    "PNG",
    "TONES",
    "Band",
    "Box",
    "Bullet",
    "Cell",
    "Curve",
    "Dot",
    "GridCell",
    "Hop",
    "Level",
    "Line",
    "Link",
    "Mark",
    "Part",
    "Picture",
    "Point",
    "Rung",
    "Sheet",
    "Station",
    "Stop",
    "Tile",
    "Tone",
    "Year",
    "band",
    "bullet",
    "curves",
    "cycle",
    "gantt",
    "gantt_scale",
    "grid",
    "heat",
    "league",
    "legend",
    "level",
    "on_paper",
    "png",
    "route_line",
    "strip",
    "structure",
    "tile_map",
    "trajectory",
    "years",
]
