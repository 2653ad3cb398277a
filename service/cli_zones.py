"""How are the commands about zones called?"""

import typer

app = typer.Typer()


def add_lookup(a): ...
