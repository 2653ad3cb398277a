"""What is the program doing just now? Steps on the error stream, out of the way of results."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


class Progress:
    """Says each step as it begins: a moving line on a terminal, plain lines elsewhere."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Show `what` while the block runs."""
        if self.quiet:
            yield
        elif sys.stderr.isatty():
            from rich.console import Console
            from rich.status import Status

            console = Console(stderr=True)
            with Status(what, console=console):
                yield
            console.print(f"  ✓ {what}", markup=False, highlight=False)
        else:
            sys.stderr.write(f"{what}\n")
            sys.stderr.flush()
            yield

    def note(self, message: str) -> None:
        """Say something that the user must see, whatever the output form."""
        sys.stderr.write(f"note: {message}\n")
