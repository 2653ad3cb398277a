"""Where is everything kept? The only SQL of Jiujin, one schema on SQLite and PostgreSQL."""
