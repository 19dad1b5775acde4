"""What `make prove` proves: the list, and the line that a proof writes when it has held.

A proof calls `tell` after its last assertion; without KELIU_PROOFS in the environment nothing is
written. tools/proofs.py makes docs/proofs.md of the lines: what wrote no line, or a figure beyond
its limit, did not pass.
"""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PLACE, RUN = "KELIU_PROOFS", "KELIU_PROOFS_RUN"


@dataclass(frozen=True)
class Proof:
    """One line of the page. Exactly one of the limits holds for the figure."""

    promise: str
    shown: str
    unit: str
    least: float | None = None
    most: float | None = None

    def limit(self) -> str:
        sign, number = ("≥", self.least) if self.least is not None else ("≤", self.most)
        return f"{sign} {number:,g} {self.unit}"

    def figure(self, values: list[float]) -> float | None:
        """Counts of parts add up; of several measurements the worst counts."""
        if not values:
            return None
        return sum(values) if self.least is not None else max(values)

    def holds(self, figure: float | None) -> bool:
        if figure is None:
            return False
        return figure >= self.least if self.least is not None else figure <= (self.most or 0)


MACHINES = {
    "rights": (20_000, "P4",
               "权限:换角色、调部门、改上级、临时授权、离职再回来,每一步后各人看到的正好是该看到的"),
    "pool": (20_000, "P40",
             "公海:领取、分配、退回、延期、夜里掉落,任意顺序,归属、历史、名额与模型一致"),
    "deal": (20_000, "—", "商机:推进、赢单、输单、重开、改金额、删除、恢复,看板合计一分不差"),
    "flow": (20_000, "—", "流程:阶段增删改序、必填项、不许退回时,商机不丢阶段、不越规则"),
    "leads": (20_000, "—", "线索:编辑、分配、作废、跟进、转化,任意顺序,只转化一次"),
    "merge": (15_000, "—", "合并与撤销:任意顺序交错,每件东西都在该在的客户名下"),
    "money": (20_000, "—", "回款:收款、冲销、多收,余额与每一笔对得上"),
    "plans": (10_000, "—", "跟进计划:完成、取消、重开、改期,旧版本一律被拒"),
    "sending": (
        20_000, "W18",
        "给客户发消息:互动、发送、丢回执、进程被杀,任意顺序,平台按规则一条也没有拒绝,没有人收到两遍",
    ),
    "orders": (20_000, "P40",
               "订单:下单、改价、付款、取消、超时、发货、核销、售后,任意顺序,库存和钱与模型一致"),
    "purse": (10_000, "P5",
              "会员:得、花、退、到期、充值、退充值、更正,任意顺序,积分和储值一分不差"),
    "bookings": (
        10_000, "—",
        "预约:约、改、取消、付定金、过时不付、签到、爽约、撤回,任意顺序,一个时间只有一位,定金状态不错",
    ),
    "cards": (10_000, "—",
              "名片:改、发布、撤下、回到旧版、送审、通过、不通过,任意顺序,外人只看到最后通过的那一版"),
    "fronts": (10_000, "—",
               "店面:改、发布、恢复默认、回到旧版、送审,任意顺序,外人只看到最后通过的那一版"),
}  # fmt: skip
"""Steps of each machine in `make prove` (well over 10⁵ in all), its promise, what it shows."""

PROOFS = {
    **{
        f"machine.{name}": Proof(promise, shown, "步", least=steps)
        for name, (steps, promise, shown) in MACHINES.items()
    },
    "matrix.cells": Proof(
        "P1", "隔离矩阵:每个接口 × 每个编号位置 × 每种人,问过的格数", "格", least=5_000
    ),
    "matrix.wrong": Proof("P1", "同一轮里泄露、被拒却改了数据、答错或无效的格", "格", most=0),
    "crowd": Proof(
        "P41",
        "雷达:带重复、乱序、坏行的行为,收下、拒收、小时汇总与生成器一致,重算也一致",
        "条",
        least=950_000,
    ),
    "ingest.events": Proof(
        "P41",
        "网页和后台进程随时被强杀(任意两句之间、任意一刻):确认收下的行为都在、只有一份,"
        "访问、兴趣、计数、小时汇总、时间线都只算一次",
        "条",
        least=20_000,
    ),
    "ingest.deaths": Proof("P41", "同一轮里被强杀的进程", "次", least=300),
    "ingest.digests": Proof("P41", "其中正在汇总的", "次", least=30),
    "bookings.places": Proof("—", "500 人同时约 20 个位置:约上的人", "位", most=20),
    "nats.nodes": Proof(
        "P13", "两个节点、两个网关、一台 NATS:停掉一个网关,换到另一个继续收到", "条", least=20
    ),
    "access.socket": Proof("P4", "收回权限后,已打开的长连接多久不再收到", "秒", most=1),
    "access.parallel": Proof(
        "P4", "40 个连接一边授权、收回,一边读:回收之后读到的次数", "次", most=0
    ),
    "export.alone": Proof(
        "P18", "2,501 条的导出没有另一个人同意时,拿走的条数(一次给全、勾选、两种格式)", "条", most=0
    ),
    "leave.session": Proof("P19", "离职交接一开始,旧登录多久失效", "秒", most=1),
    "leave.socket": Proof("P19", "停用后,已打开的长连接多久断开", "秒", most=1),
    "leave.moved": Proof(
        "P19", "离职演练:2 万位客户全部到接手人名下,归属历史一段不少", "位", least=20_000
    ),
    "audit.named": Proof("P20", "会改数据的接口,改完留有审计行的比例", "%", least=100),
    "audit.tampers": Proof(
        "P20", "审计日志:改、删、插、换、截断、整段重写,被发现的次数", "次", least=10_000
    ),
    "audit.missed": Proof("P20", "同一轮里没被发现的篡改", "次", most=0),
    "pool.claims": Proof(
        "P40", "20 轮,每轮 50 个连接抢 100 位客户共 1,000 次:领到的合计", "位", least=2_000
    ),
    "pool.oversold": Proof("P40", "同一轮里多出、重复或没有归属的客户", "位", most=0),
    "stock.sold": Proof("P40", "1,000 个人经 40 个连接抢 100 件:正好卖出的件数", "件", least=100),
    "stock.oversold": Proof("P40", "同一轮里多卖、少卖或没有流水的件数", "件", most=0),
    "member.conserved": Proof(
        "P5", "12 张会员卡上随机走的步数:每一步积分、本金、赠金都与模型一致", "步", least=1_000_000
    ),
    "pay.forged": Proof("W1", "伪造、篡改、重放的支付通知,逐条送到通知地址", "条", least=100_000),
    "pay.let_in": Proof("W1", "同一轮里被收下或留下痕迹的", "条", most=0),
    "pay.streams": Proof(
        "P5",
        "一笔订单的钱:下单、付款、通知、查询、关单、现金、退款,乱序、重复、没有回应、进程在任意两句之间被杀",
        "条",
        least=10_000,
    ),
    "pay.places": Proof(
        "P5", "付款、退款一路上,进程被杀的位置(每两句数据库语句、每次调用前后)", "处", least=100
    ),
    "pay.wrong_fen": Proof("P5", "同一轮里多收、少收、多退、少退或卡住的订单", "笔", most=0),
    "send.twice": Proof("W19", "2,000 次发送,反复强杀进程,2 % 丢回执:收到两遍的人", "位", most=0),
    "send.hidden": Proof("W19", "同一轮里没有发到、也没有列为结果不明的消息", "条", most=0),
    "send.settled": Proof("W19", "同一轮里有结果的消息(已发出或列为不明)", "条", least=2_000),
    "push.forged": Proof("W9", "微信推送:伪造、篡改、重放的请求", "次", least=100_000),
    "push.accepted": Proof("W9", "同一轮里被当真的请求", "次", most=0),
    "push.thrice": Proof(
        "W17", "两个进程,每条推送同时来三次:只办一次的推送(含同一秒的不同事件)", "条", least=500
    ),
    "push.away": Proof(
        "W12",
        "数据库离线一分钟,每秒 50 条推送:回来后都办了、没有重复、每个人的先后不变",
        "条",
        least=3_000,
    ),
    "push.away_answer": Proof("W12", "数据库离线时,最慢的一次回复", "秒", most=5),
    "spread.seconds": Proof("—", "5,000 人的传播图谱算好用时", "秒", most=1.5),
    "feed.events": Proof("—", "三个月的雷达:写入的行为", "条", least=9_000_000),
    "feed.ms": Proof(
        "—", "同一批数据:动态一页(按时间、按人、按行为,三种范围)最慢的一种", "毫秒", most=50
    ),
    "portrait.ms": Proof("—", "同一批数据:来得最多的人和来得少的人的画像", "毫秒", most=100),
    "scoring.seconds": Proof("—", "10 万位客户夜里打分、学习、推测用时", "秒", most=60),
    "import.seconds": Proof("—", "导入 10 万行(检查之后)用时", "秒", most=60),
    "import.bytes": Proof("—", "导入撤销后与之前逐字节相同的行", "行", least=100_000),
}
"""By key; the promises are numbered as in the reliability paper, — where it has no number."""


def seconds(alone: float) -> float:
    """How long a deed may take: `alone` in `make prove`, more beside the other tests."""
    return alone if PLACE in os.environ else 6 * alone


def tell(key: str, value: float, *, part: int = 0) -> None:
    """Write down that a proof has held, and its figure."""
    assert key in PROOFS, f"no such proof: {key}"
    place = os.environ.get(PLACE)
    if place is None:
        return
    told = datetime.now(UTC).isoformat(timespec="seconds")
    run = os.environ.get(RUN, "")
    line = {"key": key, "part": part, "value": value, "at": told, "run": run}
    with Path(place).open("a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")
