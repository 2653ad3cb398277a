"""Do redrawn zones keep what they promise?"""
