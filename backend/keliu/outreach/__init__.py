"""Outreach (触达): the one gate through which the product speaks to people, and its log.

Words: delivery (a message on its way to one person), quiet hours (勿扰时段), channel (渠道).
"""
