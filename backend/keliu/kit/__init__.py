"""Helpers without tables: time, ids, money, errors, the merchant scope, sealing, search words."""
