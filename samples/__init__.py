"""Sample districts in the documented formats, each with the generator that made it."""
