"""Province, city and district as addresses name them, in full, in short, or not at all."""

import pytest

from keliu.kit import regions


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("深圳市南山区科技园北区", "440305"),
        ("广东深圳南山科技园", "440305"),
        ("广东省 深圳市南山区高新南一道", "440305"),
        ("北京市海淀区中关村大街 1 号", "110108"),
        ("上海浦东新区张江路", "310115"),
        ("中国上海市徐汇区", "310104"),
        ("江苏省昆山市前进路", "320583"),
        ("海淀区中关村", "110108"),
        ("朝阳区建国路", None),  # 北京 and 长春 have one
        ("东莞市南城街道", "441900"),
        ("重庆渝北区龙溪", "500112"),
        ("香港九龙观塘", "810000"),
        ("新疆乌鲁木齐市天山区", "650102"),
        ("吉林省吉林市昌邑区", "220202"),
        ("朝阳市双塔区", "211302"),
        ("佛山顺德大良", "440606"),
        ("人民路 1 号", None),
        ("", None),
    ],
)
def test_the_smallest_region_an_address_names(address: str, code: str | None) -> None:
    assert regions.of_address(address) == code


def test_every_full_name_finds_its_code_again() -> None:
    places = [code for code in regions._paths() if not code.endswith("00")]
    wrong = [
        code
        for code in places[::17]
        if regions.name_of(regions.of_address(f"{regions.name_of(code)}某路 1 号") or "")
        != regions.name_of(code)
    ]
    assert wrong == []
