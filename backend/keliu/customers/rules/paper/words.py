"""Word lists: surnames, titles, and how names of organisations end."""

import re


def _listed(text: str) -> list[str]:
    """The words of a text, longer ones first, so that a pattern meets them first."""
    return sorted(text.split(), key=len, reverse=True)


SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶"
    "程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱丘江尹薛闫阎段雷侯龙史陶黎"
    "贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关"
    "兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁"
    "蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全"
    "佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐"
    "冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆"
    "巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那"
    "宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但"
)
TWIN_SURNAMES = frozenset(
    _listed(
        "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 南宫 独孤 长孙 宇文 "
        "轩辕 百里 呼延 西门 东郭 申屠 公羊 澹台 闻人 赫连 太史 淳于 单于 钟离 鲜于 闾丘 宗政 "
        "濮阳 万俟 第五 完颜 司空"
    )
)
NO_NAMES = frozenset(
    _listed(
        "高端 金融 安全 经营 华南 华东 华北 华中 华为 平安 万科 万达 向上 明星 荣誉 文化 方案 时尚 "
        "成功 和谐 康养 全国 国际 关于 连锁 路桥 石材 金属 农业 水果 鲜花 房产 车行 车险 包装 管理 "
        "温馨 安心 花店 米面 海鲜 古玩 查询 简介 应用 项目 计划 储备 都市 云南 海南 江苏 江西 安徽 "
        "河南 湖南 广西 平台 成都 南京 南昌 南宁 海口 原产地 全屋 诚信 质量 主营 业务 服务 敬请 "
        "欢迎 惠顾 微信 扫码 传真 地址 电话 手机 邮箱 官网 石化 支付"
    )
)
CREDENTIAL = re.compile(r",?\s+(?:MBA|Ph\.?D\.?|CPA|CFA|PMP|Jr\.?|Esq\.?)\b\.?", re.IGNORECASE)
HONORIFIC = re.compile(r"^(?:Dr|Mr|Mrs|Ms|Prof)\.?\s+|(?<=[\u4e00-\u9fff])\s*(?:先生|女士|小姐)$")

TITLES = _listed(
    "董事长 董事 监事 总裁 副总裁 总经理 副总经理 经理 副理 总监 主管 主任 专员 助理 特助 顾问 "
    "工程师 总工 架构师 设计师 规划师 咨询师 分析师 会计师 会计 出纳 审计师 律师 医师 药师 医生 "
    "护士 护士长 教授 讲师 老师 教师 校长 园长 院长 所长 处长 科长 部长 局长 店长 厂长 组长 队长 "
    "馆长 站长 行长 会长 理事 理事长 秘书 秘书长 代表 合伙人 创始人 老板 掌柜 经纪人 理财师 "
    "摄影师 造型师 美容师 美发师 厨师长 厨师 主厨 主编 编辑 记者 策划 导演 制片人 书记 销售 客服 "
    "采购 导购 业务员 文员 教练 技术员 技师 研究员 程序员 负责人 管理师 培训师 督导 区长 干事 "
    "领班 总编 执行官 联络员 采购员 驾驶员 主播 买手 店主 业主 企业家 艺术家 书法家 营养师 评估师 "
    "监理"
)
TITLE = re.compile(rf"(?:{'|'.join(TITLES)})(?:\([^)]*\))?$")
_AREAS = "销售 市场 技术 项目 区域 客户 大客户 产品 业务 运营 采购 财务 人事 行政 商务 渠道"
_RANKS = "经理 总监 主管 代表 专员 顾问 工程师 总经理 助理"
PLAIN_TITLES = frozenset(TITLES) | {
    f"{area}{rank}" for area in _AREAS.split() for rank in _RANKS.split()
}
LATIN_TITLE = re.compile(
    r"\b(?:C[EFOTIM]O|Chief|President|Chairman|Director|Manager|Supervisor|Engineer|Executive|"
    r"Officer|Assistant|Consultant|Specialist|Founder|Partner|Designer|Developer|Architect|"
    r"Accountant|Lawyer|Attorney|Professor|Lecturer|Representative|Secretary|Analyst|Buyer|"
    r"Owner|Sales|Marketing|Purchasing|Advisor|Agent|Head of|Lead|Principal|Associate|VP|GM|"
    r"Coordinator|Editor|Physician|Coach|Merchandiser)\b",
    re.IGNORECASE,
)
DEPARTMENT = re.compile(
    r"^[\u4e00-\u9fffA-Z]{2,12}(?:部|事业部|部门|办公室|科|处|室|组|课|分部|中心)$"
)

_SURE_ENDS = _listed("有限责任公司 有限公司 股份公司 总公司 分公司 公司 集团 合伙企业")
_ENDS = _listed(
    "工厂 厂 商行 商店 专卖店 旗舰店 事务所 工作室 研究院 研究所 设计院 医院 诊所 大学 学院 学校 "
    "中学 小学 幼儿园 银行 支行 分行 协会 学会 商会 委员会 酒店 宾馆 饭店 餐厅 超市 经营部 门市部 "
    "服务部 营业部 合作社 出版社 杂志社 俱乐部 基金会 律所 会所 办事处 联盟 店 局 馆 科技 传媒 "
    "网络 农庄 果园 基地 商贸 贸易 装饰 物流 茶业 食品 地产 门诊部 药房"
)
COMPANY_SURE = re.compile(rf"(?:{'|'.join(_SURE_ENDS)})(?:\([^)]*\))?$")
COMPANY_LIKE = re.compile(rf"(?:{'|'.join(_ENDS)})(?:\([^)]*\))?$")
BRANCH = re.compile(
    r"^[\u4e00-\u9fff]{2,8}(?:分公司|支行|分行|营业部|办事处|分店|门店|分部|经营部)$"
)
COMPANY_TAIL = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,4}(?:有限责任公司|有限公司|集团|公司)|"
    r"(?:(?:Technology|Trading|International|Group)\s+)?"
    r"(?:Co\.?,?\s*Ltd\.?|Ltd\.?|Limited|Inc\.?|LLC))$",
    re.IGNORECASE,
)
LATIN_COMPANY = re.compile(
    r"(?:\bCo\.?,?\s*,?\s*Ltd\b\.?|\bLtd\b\.?|\bLimited\b|\bInc\b\.?|\bLLC\b|\bL\.L\.C\.|"
    r"\bCorp(?:oration)?\b\.?|\bGmbH\b|\bS\.A\.|\bPLC\b|\bPte\b|\bCompany\b|\bHoldings?\b)",
    re.IGNORECASE,
)
LATIN_COMPANY_LIKE = re.compile(
    r"\b(?:Group|Technolog(?:y|ies)|Bank|University|College|Hospital|Hotel|Institute|Studios?|"
    r"Partners|Associates|Solutions|Industries|Electronics|Trading|Logistics|Consulting|Media|"
    r"Labs?|Foundation|Association|Restaurant|Factory|Works|Systems|Design)\b",
    re.IGNORECASE,
)

PLACES = _listed(
    "省 市 区 县 镇 乡 街道 路 大道 街 巷 弄 号 栋 幢 座 楼 层 室 大厦 广场 园区 工业园 科技园 村 "
    "工业区 开发区 商城 市场 国际中心 期 单元 铺 档 写字楼 交叉口 交汇处"
)
LATIN_PLACES = re.compile(
    r"\b(?:Road|Rd|Street|St|Avenue|Ave|Building|Bldg|Floor|Fl|F|Room|Rm|Suite|District|Dist|"
    r"Province|City|China|P\.?\s?R\.?\s?C|Lane|Plaza|Tower|Park|Boulevard|Blvd|Highway|Zone|Unit|"
    r"No|Drive|Way|Block|Square|USA|Hong Kong|Singapore)\b",
    re.IGNORECASE,
)
