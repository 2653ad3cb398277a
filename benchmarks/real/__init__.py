"""How do public sets become the documented formats? Adapters; the data stays where it lies."""
