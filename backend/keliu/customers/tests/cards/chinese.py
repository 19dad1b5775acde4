"""Chinese cards. A row is its text, or (text, height of its letters)."""

from typing import Any

Card = tuple[str, list[str | tuple[str, int]], dict[str, Any]]

CARDS: list[Card] = [
    (
        "a company's card with a label before everything",
        ["深圳市客流科技有限公司", ("张 伟", 48), "销售总监", "手机:13800138000",
         "电话:0755-26001234 传真:0755-26001235", "邮箱:zhang.wei@keliu.com",
         "地址:深圳市南山区科技园北区朗山路 16 号", "网址:www.keliu.com"],
        {"name": "张伟", "company": "深圳市客流科技有限公司", "position": "销售总监",
         "phone": ["13800138000", "0755-26001234"], "email": "zhang.wei@keliu.com",
         "website": "www.keliu.com", "address": "深圳市南山区科技园北区朗山路 16 号",
         "region_code": "440305", "rest": []},
    ),
    (
        "name and title in one line, an address and a company over two lines",
        [("欧阳娜娜 市场部经理", 40), "中国平安人寿保险股份有限公司", "北京市分公司",
         "M 138 0013 8000", "T +86 10 6600 1234-801", "E ouyang@pingan.com.cn",
         "北京市朝阳区建国路 88 号 SOHO 现代城", "A 座 1203 室", "邮编 100022"],
        {"name": "欧阳娜娜", "company": "中国平安人寿保险股份有限公司北京市分公司",
         "position": "市场部经理", "phone": ["13800138000", "010-66001234 转 801"],
         "email": "ouyang@pingan.com.cn", "region_code": "110105",
         "address": "北京市朝阳区建国路 88 号 SOHO 现代城A 座 1203 室", "rest": []},
    ),
    (
        "a shop, where WeChat is the same number",
        ["老王水果店", ("王建国", 40), "店长", "订货热线 13912345678(微信同号)",
         "地址 浙江省杭州市余杭区文一西路 588 号"],
        {"name": "王建国", "company": "老王水果店", "position": "店长", "phone": ["13912345678"],
         "wechat": "13912345678", "region_code": "330110"},
    ),
    (
        "the brand in large letters is not the name",
        [("华为", 60), ("李娜", 36), "高级工程师 / 项目经理", "华为技术有限公司", "139 1234 5678",
         "lina@huawei.com", "深圳市龙岗区坂田华为基地"],
        {"name": "李娜", "company": "华为技术有限公司", "position": "高级工程师 / 项目经理",
         "phone": ["13912345678"], "address": "深圳市龙岗区坂田华为基地", "region_code": "440307"},
    ),
    (
        "several labels in one line without spaces",
        [("陈晓明", 40), "总经理", "广州市恒信贸易有限公司",
         "手机:13711112222电话:020-87654321传真:020-87654322", "邮编:510000 QQ:123456789",
         "广州市天河区天河北路233号中信广场5801室"],
        {"name": "陈晓明", "position": "总经理", "company": "广州市恒信贸易有限公司",
         "phone": ["13711112222", "020-87654321"], "region_code": "440106",
         "address": "广州市天河区天河北路233号中信广场5801室", "rest": []},
    ),
    (
        "full-width characters",
        [("刘　洋", 40), "技术总监", "手机:13800138000", "邮箱:liuyang@test.com.cn"],
        {"name": "刘洋", "position": "技术总监", "phone": ["13800138000"],
         "email": "liuyang@test.com.cn"},
    ),
    (
        "letters a recogniser takes for digits",
        [("周杰", 40), "手机:I38OOl38000", "电话:0755-2600l234"],
        {"name": "周杰", "phone": ["13800138000", "0755-26001234"]},
    ),
    (
        "an e-mail address with spaces and a comma",
        [("吴敏", 40), "E-mail: wu.min @ abc , com", "手机 13500001111"],
        {"email": "wu.min@abc.com", "phone": ["13500001111"], "name": "吴敏"},
    ),
    (
        "an @ that was not read",
        [("吴敏", 40), "邮箱:wu.min©abc.com"],
        {"email": "wu.min@abc.com", "doubtful": ["email"]},
    ),
    (
        "a department of its own line",
        ["北京百度网讯科技有限公司", ("赵丽颖", 40), "人力资源部", "招聘专员", "Tel:010-59928888"],
        {"name": "赵丽颖", "position": "人力资源部 招聘专员", "company": "北京百度网讯科技有限公司",
         "phone": ["010-59928888"]},
    ),
    (
        "two titles",
        [("孙宏斌", 40), "董事长", "总裁", "融创中国控股有限公司"],
        {"name": "孙宏斌", "position": "董事长 总裁", "company": "融创中国控股有限公司"},
    ),
    (
        "a title right behind the name",
        ["成都宽窄餐饮管理有限公司", ("杨帆总经理", 40), "18800001111"],
        {"name": "杨帆", "position": "总经理", "phone": ["18800001111"]},
    ),
    (
        "a polite word behind the name",
        [("林志玲 女士", 40), "台北路 12 号形象设计工作室", "微信:linzl_88"],
        {"name": "林志玲", "wechat": "linzl_88"},
    ),
    (
        "a law firm",
        ["北京市金杜律师事务所", ("何薇", 40), "合伙人 律师",
         "北京市朝阳区东三环中路 1 号环球金融中心东楼 18 层",
         "+86 10 5878 5588", "hewei@cn.kwm.com"],
        {"name": "何薇", "company": "北京市金杜律师事务所", "position": "合伙人 律师",
         "phone": ["010-58785588"], "region_code": "110105"},
    ),
    (
        "a hospital",
        ["四川大学华西医院", ("唐 静", 40), "主任医师", "成都市武侯区国学巷 37 号", "028-85422114"],
        {"name": "唐静", "company": "四川大学华西医院", "position": "主任医师",
         "phone": ["028-85422114"], "region_code": "510107"},
    ),
    (
        "a school",
        ["杭州市学军小学", ("钱老师", 36), "语文教师", "13666667777"],
        {"company": "杭州市学军小学", "phone": ["13666667777"]},
    ),
    (
        "a bank's branch",
        ["招商银行股份有限公司", "南京分行", ("郑爽", 40), "客户经理", "手机/微信:15900001111"],
        {"name": "郑爽", "company": "招商银行股份有限公司南京分行", "position": "客户经理",
         "phone": ["15900001111"], "wechat": "15900001111"},
    ),
    (
        "a name over two lines of a company",
        ["上海宝山钢铁设备", "有限公司", ("冯远征", 40), "采购经理", "021-56781234"],
        {"name": "冯远征", "company": "上海宝山钢铁设备有限公司", "position": "采购经理"},
    ),
    (
        "400 numbers and a slogan",
        [("平安车险 安心之选", 30), ("曹阳", 40), "理财顾问", "全国服务热线:400-820-8820",
         "手机 177 0000 1234"],
        {"name": "曹阳", "position": "理财顾问", "phone": ["17700001234", "4008208820"]},
    ),
    (
        "labels with spaces inside",
        ["姓 名:韩 梅", "职 务:财务主管", "公 司:青岛海尔智家股份有限公司",
         "地 址:青岛市崂山区海尔路 1 号"],
        {"name": "韩梅", "position": "财务主管", "company": "青岛海尔智家股份有限公司",
         "address": "青岛市崂山区海尔路 1 号", "region_code": "370212"},
    ),
    (
        "a number without its area code",
        [("于谦", 40), "电话:8765 4321"],
        {"name": "于谦", "phone": ["87654321"], "doubtful": ["phone"]},
    ),
    (
        "a hotel's card with only a switchboard",
        ["西安锦江国际酒店", ("白雪", 36), "大堂副理", "总机:(029) 8765-4321 转 8001",
         "西安市雁塔区科技路 50 号"],
        {"name": "白雪", "company": "西安锦江国际酒店", "phone": ["029-87654321 转 8001"],
         "region_code": "610113"},
    ),
    (
        "an address without the words for its levels",
        [("丁磊", 40), "浙江杭州滨江区网商路 599 号"],
        {"name": "丁磊", "region_code": "330108", "address": "浙江杭州滨江区网商路 599 号"},
    ),
    (
        "a farm",
        ["阿克苏红旗坡农场果园", ("马富贵", 40), "老板", "手机 13999990000",
         "新疆阿克苏地区温宿县红旗坡"],
        {"name": "马富贵", "company": "阿克苏红旗坡农场果园", "position": "老板",
         "region_code": "652922"},
    ),
    (
        "a personal card with nothing but a name and a number",
        [("诸葛明亮", 40), "13000000000"],
        {"name": "诸葛明亮", "phone": ["13000000000"], "rest": []},
    ),
    (
        "an uncommon surname in large letters",
        [("爨宝子", 48), "设计师", "13100001111"],
        {"name": "爨宝子", "position": "设计师", "doubtful": ["name"]},
    ),
    (
        "two languages side by side",
        ["深圳市客流科技有限公司", "Shenzhen Keliu Technology Co., Ltd.", ("张伟", 48),
         "David Zhang", "销售总监", "Sales Director", "13800138000"],
        {"name": "张伟", "company": "深圳市客流科技有限公司", "position": "销售总监",
         "rest": ["Shenzhen Keliu Technology Co., Ltd.", "David Zhang"]},
    ),
    (
        "a back side with a list of goods",
        ["主营:苹果、香蕉、进口车厘子", "批发零售 量大从优", "诚信经营", "13812345678"],
        {"phone": ["13812345678"], "name": None, "company": None},
    ),
    (
        "a building labelled T3 is not a telephone",
        [("罗翔", 40), "深圳市南山区后海大道 T3 栋 2601 室", "13812345678"],
        {"name": "罗翔", "phone": ["13812345678"], "address": "深圳市南山区后海大道 T3 栋 2601 室"},
    ),
    (
        "an address in front of the post code",
        [("薛之谦", 40), "地址:南京市鼓楼区中山路 1 号 邮编:210008", "传真:025-83211111"],
        {"name": "薛之谦", "address": "南京市鼓楼区中山路 1 号", "region_code": "320106",
         "phone": []},
    ),
]  # fmt: skip
