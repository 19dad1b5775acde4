"""The relays hand on what transactions wrote: live messages to the gateways, events to reactions.

Both read tables, so nothing is lost when they are killed; NOTIFY only shortens the wait. Words:
*push* is a live message of a topic, *entry* is an event in the outbox, *leader* is the one relay of
its kind that works while others stand by.
"""

LOCK_SPACE = 0x6B656C69  # "keli": our own range of advisory locks
