"""WeChat in a box: a stand-in for WeChat's servers and for the phones of a few people.

It owns the wire formats the product talks to (tokens, OAuth, login codes, mini-program codes,
JS-SDK, template messages) and a phone page for every person. It knows nothing of the product but
what WeChat would know, keeps its own SQLite file and its own arithmetic, and imports none of the
other contexts.
"""
