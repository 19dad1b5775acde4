"""Customers (客户): people and companies a merchant knows, who looks after them, and their consent.

Words: owner (负责人), ownership (归属), identity (WeChat 身份), consent (同意), score (热度).
"""
