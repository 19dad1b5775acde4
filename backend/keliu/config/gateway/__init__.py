"""The socket gateway: a plain ASGI process that carries live messages to phones and consoles.

It knows tickets, topics and sequence numbers and nothing of the business: no Django, so that a
process is small and an idle socket costs about 22 KiB. Words: a *client* is one open socket, a
*room* is everyone listening to one topic of one merchant, a *grant* is what a spent ticket allows.
"""
