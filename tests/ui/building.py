"""What a maker does in the builder, by pointer and keys.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import subprocess
import time

from studio import extents, name_of, role_of, wait, walk


def shown_components(studio):
    canvas = studio.find(name=lambda n: n.startswith("Page, "))
    found = []
    if canvas:
        collect(canvas, found)
    return found


def collect(node, found):
    for child in node:
        if child:
            if role_of(child) in ("text", "slider", "push button"):
                found.append(child)
            collect(child, found)


def choose(studio, row, value, which=0):
    """@value in the combo row called @row, by keys; of several the number @which."""
    studio.click(wait(lambda: (combos(studio, row) + [None] * 9)[which], what=f"the row {row}"))
    wait(lambda: choice(studio), what=f"the choices of {row}")
    studio.key("Home")
    seen = []
    while choice(studio) != value:
        seen.append(choice(studio))
        studio.key("Down")
        if not moved(studio, seen[-1]):
            raise AssertionError(f"{row} offers no {value}, but {seen}")
    studio.key("Return")
    wait(lambda: choice(studio) != value, what=f"the choices of {row} to close")


def choice(studio):
    """What is chosen in an open list of choices, or None."""
    node = studio.focused()
    return label_within(node) if node and role_of(node) == "list item" and role_of(node.parent) == "list" else None


def moved(studio, before):
    try:
        return wait(lambda: choice(studio) not in (None, before), seconds=10)
    except AssertionError:
        return False


def combos(studio, row):
    return [n for n in studio.nodes() if role_of(n) == "combo box" and name_of(n) == row]


def label_within(node):
    if node is None:
        return None
    if role_of(node) == "label":
        return name_of(node)
    for child in node:
        text = label_within(child) if child else None
        if text:
            return text
    return None


def panel(studio, number):
    """One of properties, events, problems, notes."""
    studio.key(f"alt+{number}")
    time.sleep(0.4)


def select(studio, name):
    """The component of that name on the page, by the pointer."""
    node = wait(lambda: next((n for n in shown_components(studio) if name_of(n) == name), None), what=f"{name} on the page")
    studio.click(node)
    wait(lambda: studio.find(name=lambda n: n.startswith("Page, selected:") and name in n), what=f"{name} selected")


def scroll_to(studio, name, role=None):
    """Turns the wheel over the panel on the right until the row is in sight."""
    for _ in range(40):
        node = studio.find(role, name)
        if node and 100 < extents(node).y < 700:
            return node
        subprocess.run(["xdotool", "mousemove", "1000", "500", "click", "5" if not node or extents(node).y > 400 else "4"],
                       check=True)
        time.sleep(0.15)
    raise AssertionError(f"{name} cannot be scrolled to")


def on_page(studio, role, name):
    """The builder behind the page keeps its places in the tree, so this looks into the page only."""
    page = studio.find(name="VtSpacePage")
    found = []
    if page:
        walk(page, found, 2)
    return next((n for n in found if role_of(n) == role and name_of(n) == name), None)
