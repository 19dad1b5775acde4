"""Law of the radar: what counts as an event, how it reads, when a visit is hot, who shared what."""
