"""What may be attached, how large, and the words of a refusal."""

from dataclasses import dataclass

from keliu.kit.errors import Invalid

MB = 1024 * 1024


@dataclass(frozen=True)
class Limit:
    """One kind of file: its size in bytes and what people read about it."""

    most: int
    words: str


LIMITS = {
    "picture": Limit(20 * MB, "图片收 JPG、PNG、WebP,20 MB 以内"),
    "voice": Limit(20 * MB, "语音收 m4a、mp3、amr、aac、wav、webm、ogg,20 MB 以内"),
    "video": Limit(100 * MB, "视频收 mp4、mov、webm,100 MB 以内"),
    "document": Limit(50 * MB, "文档收 PDF、Word、Excel、PPT,50 MB 以内,不收带宏的"),
}
MOST_UPLOAD = max(limit.most for limit in LIMITS.values()) + MB
KINDS = "收图片(JPG、PNG、WebP)、语音、视频(mp4、mov、webm)、PDF 和 Office 文档"


class Refused(Invalid):
    code, message = "file_refused", f"这种文件不能上传:{KINDS}"


def refused(kind: str | None = None, why: str = "") -> Refused:
    """A refusal that says what is accepted."""
    text = why or (LIMITS[kind].words if kind else Refused.message)
    return Refused(fields={"file": text})


def size_checked(kind: str, size: int) -> None:
    """Raise Refused for an empty file and for one that is too large."""
    if not 0 < size <= LIMITS[kind].most:
        raise refused(kind)
