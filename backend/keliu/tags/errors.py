"""What can go wrong with tags and segments."""

from keliu.kit.errors import KeliuError


class NameTaken(KeliuError):
    code, status, message = "name_taken", 409, "已有叫“{name}”的{what},换个名字"


class GroupInUse(KeliuError):
    code, status, message = "group_in_use", 409, "“{name}”里还有 {count} 个标签,先移走或删掉"


class TooManyTags(KeliuError):
    code, status, message = "too_many_tags", 409, "标签已有 {most} 个,先合并或删掉不用的"
