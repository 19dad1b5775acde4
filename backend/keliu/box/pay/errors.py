"""WeChat Pay's refusals: an HTTP status, a word, a sentence."""

from keliu.box.asgi import Response, json_response

SENTENCES = {
    "PARAM_ERROR": (400, "参数错误"),
    "INVALID_REQUEST": (400, "请求重入时,参数与首次请求时不一致"),
    "APPID_MCHID_NOT_MATCH": (400, "appid 和 mchid 不匹配"),
    "MCH_NOT_EXISTS": (400, "商户号不存在"),
    "ORDER_CLOSED": (400, "订单已关闭"),
    "ORDERPAID": (400, "该订单已支付"),
    "NO_STATEMENT_EXIST": (400, "账单文件不存在"),
    "STATEMENT_CREATING": (400, "账单生成中"),
    "SIGN_ERROR": (401, "签名错误"),
    "NOT_ENOUGH": (403, "基本账户余额不足,请充值后重新发起"),
    "RULE_LIMIT": (403, "业务规则限制"),
    "ORDER_NOT_EXIST": (404, "订单不存在"),
    "RESOURCE_NOT_EXISTS": (404, "查询的资源不存在"),
    "METHOD_NOT_ALLOWED": (405, "不支持的请求方法"),
    "FREQUENCY_LIMITED": (429, "频率超限"),
    "SYSTEM_ERROR": (500, "系统错误"),
}
#: The number at the end of Request-ID that names a cause more closely.
NUMBERS = {"INVALID_REQUEST": "268498688", "SIGN_ERROR": "268435457"}


def pay_trouble(status: int) -> Response:
    """Trouble on request: for WeChat Pay an error number is the HTTP status. Nobody signed it."""
    words = {429: "FREQUENCY_LIMITED", 401: "SIGN_ERROR", 403: "RULE_LIMIT"}
    code = words.get(status, "SYSTEM_ERROR")
    body = {"code": code, "message": SENTENCES[code][1]}
    return json_response(body, status=status if 400 <= status < 600 else 500)


class PayError(Exception):
    """A refusal in WeChat Pay's words."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.status, usual = SENTENCES[code]
        self.message = message or usual
