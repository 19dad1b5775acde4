"""The shapes of the endpoints about WeChat, one file for each subject."""
