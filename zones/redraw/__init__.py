"""How are service zones drawn anew, within places, in one piece, and how near the best is it?"""
