"""Hooks: other people's systems hear at once what happened here.

An *endpoint* (推送地址) is an address of the merchant's other system with the kinds of events it
wants; a *delivery* (推送) is one event on its way to one endpoint.
"""
