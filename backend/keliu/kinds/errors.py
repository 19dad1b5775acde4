"""What may go wrong with fields and their values."""

from keliu.kit.errors import Forbidden, Invalid, KeliuError


class ValueTaken(KeliuError):
    """A unique custom field: `record` is there only when the acting person may see it."""

    code, status, message = "value_taken", 409, "这个内容不能重复,已有记录在用"


class FieldForbidden(Forbidden):
    """The role may not change (or not even see) these fields."""

    code, message = "field_forbidden", "你的角色不能看或不能改:{labels}。请找老板或管理员开通"


class FieldsLeft(Invalid):
    code, message = "fields_left", "还有必填的内容没有填"


class TooManyFields(KeliuError):
    code, status, message = "too_many_fields", 409, "自定义字段已有 {most} 个,先停用不用的再添加"


class TypeFixed(KeliuError):
    code, status = "type_fixed", 409
    message = "“{label}”里已经填的内容改成这种类型会读不懂。请停用它,再新建一个"


class HasDuplicates(KeliuError):
    code, status = "has_duplicates", 409
    message = "“{label}”里有 {count} 个内容重复(例如“{example}”),先改好再设为不能重复"


class LabelTaken(KeliuError):
    code, status, message = "label_taken", 409, "已有叫“{label}”的字段,换个名字"


class BadSheet(Invalid):
    """A file that is no sheet we can read; `cause` says why."""

    code, message = "bad_sheet", "读不了这个文件:{cause}"


class ImportNotReady(KeliuError):
    code, status, message = "import_not_ready", 409, "{cause}"


class ExportTooLarge(KeliuError):
    code, status = "export_needs_approval", 409
    message = "一次导出超过 {most} 条,要由另一位管理员同意"


class FileGone(KeliuError):
    code, status, message = "file_gone", 410, "文件已过期删除,请重新导出"


class ViewNotYours(Forbidden):
    code, message = "view_not_yours", "这是{owner}的视图,不能直接改,请另存为自己的视图"


class ViewNameTaken(KeliuError):
    code, status, message = "view_name_taken", 409, "已有叫“{name}”的视图,换个名字"


class TooManyViews(KeliuError):
    code, status, message = "too_many_views", 409, "已有 {most} 个视图,先删掉不用的再添加"


class NothingChosen(Invalid):
    code, message = "nothing_chosen", "没有符合条件的记录,请调整筛选再试"


class TooManyChosen(Invalid):
    code, message = "too_many_chosen", "一次最多处理 {most} 条,现在有 {count} 条,请缩小范围"


class TypeNameTaken(Invalid):
    code, message = "type_name_taken", "“{name}”已经有了,换个名字"


class TooManyTypes(KeliuError):
    code, status, message = "too_many_types", 409, "客户类型最多 {most} 个,请先停用不用的"
