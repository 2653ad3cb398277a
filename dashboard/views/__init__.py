"""Which pages are there? One module for each row of dashboard/gates.py; each has `show(visit)`."""
