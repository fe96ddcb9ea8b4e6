"""Who was harmed: a closed list with its hierarchy.

`civilians`, `combatants` and `unknown` are a partition of `all`; `children`, `women` and `men` are disjoint;
`women_and_children` holds both; the occupations overlap with sex and age and are never added.
"""

from __future__ import annotations

PARENT: dict[str, str | None] = {
    "all": None,
    "civilians": "all",
    "children": "civilians",
    "women": "civilians",
    "men": "civilians",
    "women_and_children": "civilians",
    "journalists": "civilians",
    "aid_workers": "civilians",
    "medics": "civilians",
    "detainees": "civilians",
    "combatants": "all",
    "security_forces": "combatants",
    "rebels": "combatants",
    "foreign_fighters": "combatants",
    "unknown": "all",
}
VICTIMS: tuple[str, ...] = tuple(PARENT)

PARTITION: tuple[str, ...] = ("civilians", "combatants", "unknown")
COMBATANTS: tuple[str, ...] = ("combatants", "security_forces", "rebels", "foreign_fighters")
DISJOINT_CIVILIANS: tuple[str, ...] = ("children", "women", "men")
OCCUPATIONS: tuple[str, ...] = ("journalists", "aid_workers", "medics", "detainees")


def is_below(child: str, parent: str) -> bool:
    """Whether `child` is a category strictly below `parent`."""
    above = PARENT[child]
    while above is not None:
        if above == parent:
            return True
        above = PARENT[above]
    return False
