"""How do people call it? The command line and the files it writes."""
