"""Pools under one another, over columns that they share, and the lanes within them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from engine.diagram.nodes import bpmn
from engine.diagram.xml import Node
from engine.layout.geometry import Box, Point, Sheet
from engine.layout.levels import Level
from engine.layout.measures import Measure, shared
from engine.layout.sheets import Placed, place

HEADER: Final = 30  # pixels: the strip with the name of a pool or lane, as bpmn-js draws it
_CLOSED: Final = 60  # the height of a pool of which nothing is known
_LEAST: Final = 300  # the width of a pool
_GAP: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A lane, how many lanes it stands in, and which of the innermost lanes it takes."""

    node: Node
    depth: int
    leaves: range


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """A pool (or a process without one: `id` is empty), and what stands in it, if that is known."""

    id: str
    level: Level | None
    lanes: Sequence[Lane]
    messages: Sequence[int]


def lanes(process: Node) -> list[Lane]:
    """Return the lanes of a process, outer ones before those that stand in them."""
    found: list[Lane] = []
    for lane_set in process.iterfind(bpmn("laneSet")):
        list(_lanes(lane_set, 0, found))
    return found


def innermost(found: Sequence[Lane]) -> list[Node]:
    """Return the lanes in which nodes stand, from top to bottom."""
    return [lane.node for lane in found if lane.node.find(bpmn("childLaneSet")) is None]


def stack(pools: Sequence[Pool]) -> tuple[Sheet, Measure, int]:
    """Place pools; returns the columns that they share too, and at which x these begin."""
    levels = [(each.level, each.messages) for each in pools if each.level]
    wide = shared([level.measure(messages) for level, messages in levels])
    deep = max((lane.depth + 1 for each in pools for lane in each.lanes), default=0)
    named = any(each.id for each in pools)
    left = HEADER * (deep + named)
    placed = [place(each.level, wide) if each.level else None for each in pools]
    width = max([_LEAST, *(left + each.width for each in placed if each)])
    sheet, y = Sheet(), 0
    for pool, inside in zip(pools, placed, strict=True):
        height = max(inside.rows.height, _CLOSED) if inside else _CLOSED
        if pool.id:
            sheet.boxes[pool.id] = Box(0, y, width, height)
            sheet.said[pool.id] = "isHorizontal"
        if inside:
            _bands(pool, inside, sheet, Box(HEADER * named, y, width, height))
            sheet.add(inside.sheet, Point(left, y))
        y += height + _GAP
    return sheet, wide, left


def _lanes(lane_set: Node, depth: int, found: list[Lane]) -> Iterator[Node]:
    """Add lanes to those found; yields the innermost ones."""
    for node in lane_set.iterfind(bpmn("lane")):
        place_, first = len(found), len(innermost(found))
        inside = node.find(bpmn("childLaneSet"))
        found.append(Lane(node=node, depth=depth, leaves=range(first, first + 1)))
        if inside is None:
            yield node
        else:
            below = list(_lanes(inside, depth + 1, found))
            found[place_] = Lane(node=node, depth=depth, leaves=range(first, first + len(below)))
            yield from below


def _bands(pool: Pool, inside: Placed, sheet: Sheet, box: Box) -> None:
    """Place the lanes of a pool: from the first to the last row of their nodes, without a gap."""
    if not pool.lanes or pool.level is None:
        return
    rows, all_ = pool.level.grid.lanes, inside.rows
    edges = [box.y]
    edges += [box.y + all_.tops[lane.start] - _GAP // 2 for lane in rows[1:]]
    edges.append(box.bottom)
    for lane in pool.lanes:
        if lane.leaves and lane.node.get("id"):
            id_, x = lane.node.get("id", ""), box.x + HEADER * lane.depth
            top, bottom = edges[lane.leaves.start], edges[lane.leaves.stop]
            sheet.boxes[id_] = Box(x, top, box.width - x, bottom - top)
            sheet.said[id_] = "isHorizontal"
