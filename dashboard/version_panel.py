"""How does a draft become the plan of a day? Proposed by one person, approved by another."""
