"""How did the schema come to be what it is? Alembic's revisions, in order."""
