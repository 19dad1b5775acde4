"""What the phone pages call: chats, scanning, the web view's checks."""
