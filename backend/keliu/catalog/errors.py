"""What may go wrong with cards and codes."""

from keliu.kit.errors import KeliuError


class CodeGone(KeliuError):
    code, status, message = "code_gone", 410, "这张名片已停用,请向对方要一张新的"


class TooManyCodes(KeliuError):
    code, status, message = "too_many_codes", 409, "一张名片最多 {most} 个码,请先删掉不用的"


class HolderFull(KeliuError):
    code, status, message = "holder_full", 409, "名片夹满了(最多 {most} 张),先移走不用的"


class PriceListTaken(KeliuError):
    code, status, message = "price_list_taken", 409, "“{name}”已经有了,换个名字"


class ContentRefused(KeliuError):
    code, status = "content_refused", 422
    message = "微信认为内容不能公开({what}),请改好再发布;觉得判错了,换一种说法试试"


class ReviewDone(KeliuError):
    code, status, message = "review_done", 409, "这一条已经有人审过了"


class SoldOut(KeliuError):
    """`sku_id` is the one that is short, `left` how many are there."""

    code, status = "sold_out", 409
    message = "“{name}”库存不够了,还剩 {left} 件,请减少数量或换一种"


class SkuCodeTaken(KeliuError):
    code, status, message = "sku_code_taken", 409, "货号“{name}”已经有规格在用,换一个"


class CategoryTaken(KeliuError):
    code, status, message = "category_taken", 409, "分类“{name}”已经有了,换个名字"
