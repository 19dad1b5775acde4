"""Behaviour of visitors: events, visits, the live feed, shares and where customers came from.

Event (行为) is one thing a visitor did; Visit (访问) is everything until 30 minutes of silence;
Visitor (访客) is a known customer at one card; Share (转发) is a forwarded card or product with its
parent; Interest (兴趣) is how often and how long a customer looked at something. Who has not agreed
is only counted (AnonymousCount).
"""
