"""How many children will each school and grade have, and how sure is that?"""
