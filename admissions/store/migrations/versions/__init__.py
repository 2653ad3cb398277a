"""Which steps has the schema taken? One file for each."""
