"""How does a child get from registration to admission? The workflow, its rules and its store."""
