"""Keliu (客流): a self-hostable, WeChat-native social CRM."""
