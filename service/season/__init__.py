"""What does a whole season look like? A synthetic one, played through the real functions."""
