"""What can people do? One keyword-only function for each move: one transaction, one event."""
