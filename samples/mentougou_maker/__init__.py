"""The parts of the generator of samples/mentougou; `samples.make_mentougou` runs them."""
