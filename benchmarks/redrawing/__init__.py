"""Which districts and which peers is the drawing of zones measured on?"""
