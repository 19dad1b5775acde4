"""Text in pictures, offline: an optional recogniser in a process of its own.

The recogniser is large (half a gigabyte of memory), slow (seconds) and fed with strangers'
pictures; so it lives in a child process that is killed when it takes too long and that goes away
by itself when nobody asks. `make ocr` installs it; without it `installed()` is false.
"""

from keliu.platform.ocr.reader import SeenLine, Unreadable, installed, read_lines

__all__ = ["SeenLine", "Unreadable", "installed", "read_lines"]
