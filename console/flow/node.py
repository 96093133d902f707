"""A node of the menu: its content, its place, and the forms that change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.people import Role
from console.access import for_roles
from console.content.draft_view import draft_editor
from console.context import visitor
from console.flow.forms import MoveForm, RenameForm, choices, node_form, rename_form
from console.flow.menu_view import MenuContent, content, findings_at
from console.flow.page import flow
from editing.edits import menu_edits
from editing.edits.menu_tree import in_call_order, keys_to, node_place_in_words, title
from editing.errors import EditConflict, MenuRefused, Unwritable
from prompts.files.menu_models import MenuNode, PersonNode
from prompts.loader import Files

Edit = Callable[[Files], Files]
Look = Callable[[Files], str]
UP, DOWN = "up", "down"


@dataclass(frozen=True)
class NodeChange:
    """A change of the draft; `look` returns the present value at its place, `about` names the place for people."""

    about: str
    edit: Edit
    look: Look


@flow.get("/<desk>/flow/node/<node>")
@for_roles(Role.ADMIN)
def node(desk: str, node: str) -> ResponseReturnValue:
    """Show a node and the forms that change it."""
    found = _content_with(desk, node)
    return _page(found, node, _rename_form(found, node), _move_form(found, node))


@flow.post("/<desk>/flow/node/<node>/order")
@for_roles(Role.ADMIN)
def order(desk: str, node: str) -> ResponseReturnValue:
    """Move an option of this menu up or down by one key."""
    _content_with(desk, node)
    option, way = request.form.get("option", ""), request.form.get("way", "")
    change = NodeChange(
        "the order of the options",
        lambda files: menu_edits.put_in_order(files, node, _swapped(files, node, option, way)),
        lambda files: menu_edits.standing_at(files, node),
    )
    _done(desk, change)
    return redirect(url_for(".node", desk=desk, node=node, _anchor="options"), 303)


@flow.post("/<desk>/flow/node/<node>/name")
@for_roles(Role.ADMIN)
def rename(desk: str, node: str) -> ResponseReturnValue:
    """Change the node's title for reps and pages."""
    found = _content_with(desk, node)
    form = _rename_form(found, node)
    if not form.validate_on_submit():
        return _page(found, node, form, _move_form(found, node)), 422
    titles = form.titles()
    change = NodeChange(
        f"the name of “{title(found.shown, node)}”",
        lambda files: menu_edits.rename_node(files, node, titles),
        lambda files: menu_edits.titles_at(files, node),
    )
    _done(desk, change, "The name is changed in the draft.")
    return redirect(url_for(".node", desk=desk, node=node), 303)


@flow.post("/<desk>/flow/node/<node>/place")
@for_roles(Role.ADMIN)
def move(desk: str, node: str) -> ResponseReturnValue:
    """Move a node below another menu."""
    found = _content_with(desk, node)
    form = _move_form(found, node)
    if not form.validate_on_submit():
        return _page(found, node, _rename_form(found, node), form), 422
    to = form.to.data
    change = NodeChange(
        f"the place of “{title(found.shown, node)}”",
        lambda files: menu_edits.move_node(files, node, to),
        _look_above(found, node),
    )
    _done(desk, change, f"It hangs below “{title(found.shown, to)}” now, in the draft.")
    return redirect(url_for(".node", desk=desk, node=node), 303)


@flow.post("/<desk>/flow/node/<node>/removed")
@for_roles(Role.ADMIN)
def remove(desk: str, node: str) -> ResponseReturnValue:
    """Remove a node and its words."""
    found = _content_with(desk, node)
    named = title(found.shown, node)
    change = NodeChange(
        f"“{named}”", lambda files: menu_edits.remove_node(files, node), _look_above(found, node)
    )
    if _done(desk, change, f"“{named}” is out of the draft. Callers hear it until you publish."):
        return redirect(url_for(".show", desk=desk), 303)
    return redirect(url_for(".node", desk=desk, node=node), 303)


@flow.route("/<desk>/flow/node/<node>/add", methods=["GET", "POST"])
@for_roles(Role.ADMIN)
def add(desk: str, node: str) -> ResponseReturnValue:
    """Add a node below this menu, with its words in every language."""
    found = _content_with(desk, node)
    if not isinstance(found.shown.menu.nodes[node], MenuNode):
        abort(404)
    form = node_form(found.shown.texts)(data={"seen": menu_edits.standing_at(found.files, node)})
    if form.validate_on_submit():
        made: list[str] = []
        change = NodeChange(
            f"the options of “{title(found.shown, node)}”",
            lambda files: _added(files, node, form.node(), made),
            lambda files: menu_edits.standing_at(files, node),
        )
        if _done(desk, change, "It is in the draft. Callers hear it when you publish."):
            return redirect(url_for(".node", desk=desk, node=made[-1]), 303)
        form.seen.data = menu_edits.standing_at(draft_editor(desk).files(), node)
    page = render_template("flow/add.html", desk=found.shown.desk, content=found, node=node, form=form)
    return page, 422 if form.is_submitted() else 200


def _done(desk: str, change: NodeChange, told: str = "") -> bool:
    """Change the draft and say so, or say why not. What somebody else has done meanwhile is shown, not overwritten."""
    try:
        draft_editor(desk).change(
            change.about, request.form.get("seen", ""), change.edit, visitor().person.sign_in, change.look
        )
    except EditConflict as other:
        flash(
            f"Somebody else has changed {other.place} meanwhile. This is how it stands now; look, and try again.",
            "danger",
        )
    except (MenuRefused, Unwritable) as refused:
        flash(f"{refused}", "danger")
    else:
        if told:
            flash(told)
        return True
    return False


def _page(found: MenuContent, node: str, names: RenameForm, place: MoveForm) -> str:
    revision = found.shown
    here = revision.menu.nodes[node]
    options, above = menu_edits.keys_of(found.files, node), menu_edits.menu_above(found.files, node)
    return render_template(
        "flow/node.html",
        desk=revision.desk,
        content=found,
        node=node,
        here=here,
        is_menu=isinstance(here, MenuNode),
        is_person=isinstance(here, PersonNode),
        named=node_place_in_words(revision, node),
        keys=keys_to(revision.menu, node),
        leads=menu_edits.leads_to(found.files, node),
        options={key: (one, title(revision, one)) for key, one in options.items()},
        findings=findings_at(revision, node),
        names=names,
        place=place,
        above=(above, title(revision, above)) if above else None,
        seen_options=menu_edits.standing_at(found.files, node),
        seen_above=_look_above(found, node)(found.files),
    )


def _content_with(desk: str, node: str) -> MenuContent:
    """Return the content, or abort with 404 if the node is not there. A draft that cannot be read has no forms: the
    picture says why."""
    found = content(desk)
    if found.draft is None:
        abort(redirect(url_for(".show", desk=desk), 303))
    if node not in found.draft.menu.nodes:
        abort(404)
    return found


def _rename_form(found: MenuContent, node: str) -> RenameForm:
    titles = {f"title_{language}": texts.nodes[node].title for language, texts in found.shown.texts.items()}
    return rename_form(found.shown.texts)(data={**titles, "seen": menu_edits.titles_at(found.files, node)})


def _move_form(found: MenuContent, node: str) -> MoveForm:
    """Return a form with every menu except the node's present one and those below the node."""
    above, below = menu_edits.menu_above(found.files, node), set(menu_edits.below(found.files, node))
    open_to = {
        name: title(found.shown, name)
        for name in in_call_order(found.shown.menu)
        if isinstance(found.shown.menu.nodes[name], MenuNode) and name not in {node, above, *below}
    }
    form = MoveForm(data={"seen": _look_above(found, node)(found.files)})
    form.to.choices = choices(open_to if above else {})
    return form


def _look_above(found: MenuContent, node: str) -> Look:
    """Return a function that reads the options among which a node is offered."""
    above = menu_edits.menu_above(found.files, node)
    return lambda files: menu_edits.standing_at(files, above) if above else ""


def _added(files: Files, menu: str, new: menu_edits.NewNode, made: list[str]) -> Files:
    """Add the node; if the draft was changed elsewhere meanwhile, add it once more, to the newer one."""
    files, node = menu_edits.add_node(files, menu, new)
    made.append(node)
    return files


def _swapped(files: Files, menu: str, option: str, way: str) -> list[str]:
    nodes = list(menu_edits.keys_of(files, menu).values())
    if option not in nodes or way not in (UP, DOWN):
        raise MenuRefused("This option is not there any more.")
    at = nodes.index(option)
    other = at - 1 if way == UP else at + 1
    if 0 <= other < len(nodes):
        nodes[at], nodes[other] = nodes[other], nodes[at]
    return nodes
