"""Kinds of records (对象: customer, lead, opportunity, product) and what all of them share.

Owns their fields, custom ones included, forms, the filter language, saved views, tags, and work on
many records at once. A context registers its kind through `ports`.
"""
