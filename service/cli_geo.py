"""How are the commands about streets and addresses called?"""

import typer

streets = typer.Typer()


def add_to(a): ...
