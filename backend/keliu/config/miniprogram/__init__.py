"""`keliu miniprogram`: is the built mini program fit for WeChat, and how it gets there."""
