"""Orders and the money for them: what was bought, paid, sent and given back.

An Order (订单) holds what was agreed at the moment of buying; a Payment (支付) is one try to pay
it; a Refund (退款) gives money back. Prices are the server's; stock is held with the order.
"""
