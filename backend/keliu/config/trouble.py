"""Trouble that stops a process: one plain sentence with the fix, never a traceback."""

from __future__ import annotations

import errno


class Trouble(Exception):
    """A process cannot go on; `str()` is the whole message for the person at the screen."""

    def __init__(self, cause: str, fix: str = "") -> None:
        super().__init__(f"{cause}。{fix}" if fix else cause)
        self.cause = cause
        self.fix = fix


def port_taken(port: int, option: str) -> Trouble:
    return Trouble(f"端口 {port} 已被别的程序占用", f"请关掉那个程序,或用 {option} 换一个端口")


def disk_full(folder: object) -> Trouble:
    return Trouble(f"磁盘已满,写不进 {folder}", "请清理出至少 300 MB 空间,再启动一次")


def from_os_error(error: OSError, folder: object) -> Trouble:
    """Say an operating-system error about `folder` in words."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(folder)
    if error.errno == errno.EROFS:
        return Trouble(f"{folder} 所在的磁盘是只读的", "请用 --data 换一个可写的目录")
    if error.errno in {errno.EACCES, errno.EPERM}:
        return Trouble(f"没有权限写入 {folder}", "请换一个目录(--data),或改一下它的权限")
    return Trouble(f"读写 {folder} 出错:{error.strerror or error}", "请检查这个目录所在的磁盘")
