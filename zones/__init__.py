"""Which zone does a home fall in? Plans of service zones, their check, and matching."""
