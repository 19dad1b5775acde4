"""客户结构: who the customers are, split every way there is; each figure lists its customers.

A part is one way of splitting, a slice one figure of it, and a slice is a filter of the list.
"""
