"""Where is it, and how far is it on foot? Coordinates, addresses, streets, distances."""
