"""Adapters to WeChat's real wire formats: tokens, web login, mini-program login, codes, JS-SDK.

Only config imports this context; the others know ports. App (公众号/小程序) means one appid with
its secret; the installation's own two come from the environment.
"""
