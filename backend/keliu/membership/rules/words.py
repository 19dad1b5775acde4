"""What entries are called, in the order people see them. Kinds of the three ledgers."""

POINTS = {
    "join": "入会送积分",
    "earn": "消费得积分",
    "take_back": "退款扣回积分",
    "spend": "积分抵扣",
    "give_back": "订单取消,退回积分",
    "check_in": "签到",
    "birthday": "生日礼",
    "top_up": "充值送积分",
    "top_up_back": "充值退款,扣回积分",
    "top_up_kept": "充值退款没有成功,退回积分",
    "expire": "积分到期",
    "correct": "人工更正",
    "fold": "合并会员卡",
}
GROWTH = {
    "earn": "消费得成长值",
    "take_back": "退款扣回成长值",
    "correct": "人工更正",
    "fold": "合并会员卡",
}
BALANCE = {
    "top_up": "充值",
    "spend": "余额支付",
    "give_back": "退款回余额",
    "top_up_back": "充值退款",
    "top_up_kept": "充值退款没有成功,回到余额",
    "correct": "人工更正",
    "fold": "合并会员卡",
}
ACCOUNTS = {"points": POINTS, "growth": GROWTH, "balance": BALANCE}
