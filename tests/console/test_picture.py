"""The picture of the call flow: readable at any size, and honest about what was counted."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from flask import Flask

from console.context import Console
from console.flow.menu_view import traffic
from console.flow.picture import BOX, TALL, THICK, THIN, Picture, WayCount, picture_of, ways_of
from editing.edits.menu_tree import steps
from prompts.files.menu_models import GuidanceNode, Menu, MenuNode, Node, PersonNode
from prompts.revision import Revision, load_revision
from reports.times import days_since_epoch
from settings import DESKS
from store import clock, keys

CAIR = load_revision(DESKS / "cair")


def with_menu(nodes: dict[str, Node]) -> Revision:
    person = {"person": PersonNode(kind="person", line="general")}
    return replace(CAIR, menu=Menu(start="main", after_attempts="person", nodes={**nodes, **person}))


def large() -> Revision:
    """Sixty-five nodes: seven menus of eight below the main one."""
    nodes: dict[str, Node] = {"main": MenuNode(kind="menu", keys={n: f"menu_{n}" for n in range(1, 8)})}
    for menu in range(1, 8):
        keys_ = {key: f"node_{menu}_{key}" for key in range(1, 9)}
        nodes[f"menu_{menu}"] = MenuNode(kind="menu", keys=keys_)
        nodes |= {name: GuidanceNode(kind="guidance", see="https://a.gov") for name in keys_.values()}
    return with_menu(nodes)


def overlap(picture: Picture) -> list[tuple[str, str]]:
    return [
        (one.node, other.node)
        for one, other in combinations(picture.boxes, 2)
        if abs(one.x - other.x) < BOX and abs(one.y - other.y) < TALL
    ]


@pytest.mark.parametrize("revision", [CAIR, large()], ids=["CAIR", "sixty-five nodes"])
def test_no_box_lies_on_another_and_all_are_within_the_picture(revision: Revision) -> None:
    picture = picture_of(revision)
    assert overlap(picture) == []
    assert {box.node for box in picture.boxes} == set(revision.menu.nodes)
    assert all(box.x + BOX <= picture.width and box.y + TALL <= picture.height for box in picture.boxes)
    assert picture.lost == []


def test_each_key_is_an_edge_and_a_line_of_the_table() -> None:
    picture = picture_of(CAIR)
    drawn = {(edge.start.node, edge.key, edge.end.node) for edge in picture.edges}
    wired = {(step.menu, f"{step.key}", step.node) for step in steps(CAIR.menu)} | {("main", "0", "person")}
    assert drawn == wired == {(way.menu, way.key, way.node) for way in ways_of(picture)}
    assert [(way.menu, way.key) for way in ways_of(picture)][:3] == [
        ("main", "1"),
        ("signing_in", "1"),
        ("signing_in", "2"),
    ]


def test_long_titles_take_two_lines_at_most() -> None:
    assert max(len(box.lines) for box in picture_of(CAIR).boxes) == 2


def test_dead_ends_say_what_is_wrong_with_them() -> None:
    answer = GuidanceNode(kind="guidance", see="https://a.gov")
    picture = picture_of(
        with_menu(
            {
                "main": MenuNode(kind="menu", keys={1: "twice", 2: "empty", 3: "ring"}),
                "empty": MenuNode(kind="menu", keys={}),
                "ring": MenuNode(kind="menu", keys={1: "main", 2: "twice"}),
                "twice": answer,
                "lost": answer,
            }
        )
    )
    assert [(box.node, box.dead) for box in picture.lost] == [
        ("empty", "This menu offers nothing."),
        ("main", "Two ways lead here."),
        ("twice", "Two ways lead here."),
        ("lost", "No key leads here."),
    ]
    assert overlap(picture) == []


def test_the_way_most_callers_go_is_the_thickest() -> None:
    picture = picture_of(CAIR, {("main", "1"): WayCount(300, 0.6), ("main", "2"): WayCount(30, 0.06)})
    widths = {(edge.start.node, edge.key): edge.width for edge in picture.edges}
    assert widths["main", "1"] == THICK
    assert THIN < widths["main", "2"] < THICK / 2
    assert widths["main", "3"] == THIN


def test_callers_of_the_last_days_are_counted_where_the_key_led_then_as_now(
    app: Flask, console: Console
) -> None:
    today = days_since_epoch(clock.now().date()) - 1
    walked = {
        "en:main:1:signing_in": 6,
        "es:main:1:signing_in": 2,
        "en:main:2:gone_by_now": 5,
        "en:records:0:person": 4,
    }
    for name, counted in (
        (keys.visits("cair", today), {"heard:en:main": 12, "heard:es:main": 4, "heard:en:records": 5}),
        (keys.paths("cair", today), walked),
    ):
        console.database.hset(name, mapping=counted)
        console.database.expire(name, 3600)
    with app.app_context():
        assert traffic("cair", CAIR) == {("main", "1"): WayCount(8, 0.5), ("main", "0"): WayCount(4, 0.25)}
