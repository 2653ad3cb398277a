"""What does one browser's session keep between reruns? Choices and numbers, nothing of a child."""

from enum import StrEnum


class Key(StrEnum):
    """Every entry of st.session_state that is not a widget's own."""

    LANGUAGE = "language"
    TOLD = "told"  # what to say once after a rerun: a key of the catalogue with its values
    AGAIN = "again"  # idempotency keys by the move that uses them
    DRAFT = "draft"  # the number of the draft of zones that was begun last
