"""By which words are the entries of a list told apart? Streamlit knows an entry by them alone.

Of two entries with the same words it returns the first, whichever was chosen; and where the words
of the chosen one change between two runs, none. So words are made distinct and hold no figures.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from dashboard.block_layers import short
from service.api_draft_models import DraftModel, SchoolFigures


def distinct(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return words for each entry by its id: the first of its names that is no other entry's.

    Where others have all of its names too, the last stands with the id behind it.
    """
    used = Counter(name for each in names.values() for name in dict.fromkeys(each))
    return {
        key: next((name for name in each if used[name] == 1), f"{each[-1]} {key}")
        for key, each in names.items()
    }


def school_labels(schools: Sequence[SchoolFigures]) -> dict[str, str]:
    """Return schools by their short names, or whole ones where two have the same short one."""
    return distinct({it.school_id: (short(it.name), it.name) for it in schools})


def draft_labels(drafts: Sequence[DraftModel]) -> dict[str, str]:
    """Return drafts by name, author and minute."""
    return distinct({it.id: (titled(it),) for it in drafts})


def titled(it: DraftModel) -> str:
    """Return a draft's name with its author and when it was begun."""
    return f"{it.name} · {it.author} · {it.made_at:%Y-%m-%d %H:%M}"
