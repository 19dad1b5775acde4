"""Chances (推测): the portrait of a customer, what they will likely do, and whom to contact today.

Numbers are learned at night in a process of their own, which alone loads numpy, scipy and
scikit-learn (`learning`); everything the pages ask is plain Python over what that left behind.
"""
