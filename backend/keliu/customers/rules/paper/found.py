"""What was found on a card, and the words for why."""

from dataclasses import dataclass

FIELDS = (
    "name", "company", "position", "phone", "email", "wechat", "website", "address", "region_code",
)  # fmt: skip
"""In the order people check them; phone, e-mail and website may come several times."""
DOUBTFUL = 0.75
"""Below this a person is asked to look."""

REASONS = {
    "label": ("卡片上写明了", "The card says so"),
    "mobile": ("11 位手机号", "A mobile number"),
    "landline": ("带区号的座机", "A number with its area code"),
    "service": ("400 或 800 电话", "A 400 or 800 number"),
    "abroad": ("带国家代码的号码", "A number with its country code"),
    "bare": ("没有区号,请补上", "The area code is missing"),
    "at": ("带 @ 的一行", "A line with an @"),
    "at_mended": ("@ 没看清,请核对", "The @ was unclear, please check"),
    "domain": ("像网址", "Looks like a web address"),
    "same_number": ("写着微信同号", "The card says WeChat is the same number"),
    "company_end": ("以“有限公司”一类的字结尾", "Ends like a company's name"),
    "company_like": ("像单位名称", "Looks like an organisation"),
    "company_joined": ("两行合在一起的公司名", "A company's name over two lines"),
    "title_word": ("有职务的字样", "Contains a title"),
    "department": ("像部门名", "Looks like a department"),
    "surname": ("以常见姓氏开头", "Begins with a surname"),
    "surname_large": ("以常见姓氏开头,字也大", "Begins with a surname and stands in large letters"),
    "beside_title": ("和职务在一行", "In one line with the title"),
    "latin_name": ("像英文姓名", "Looks like a person's name"),
    "large": ("字最大的短行", "The short line with the largest letters"),
    "place_words": ("有路、号、楼一类的字", "Contains road, number, building"),
    "place_joined": ("两行合在一起的地址", "An address over two lines"),
    "id_number": ("身份号码校验过,与号码一致", "Agrees with the number, which is proved"),
    "id_differs": ("卡面和号码不一致,按号码填的", "Card and number differ; taken from the number"),
    "id_unproved": ("身份号码没读准,请核对", "The number was not read well enough, please check"),
    "region": ("按地址里的省市区", "From province, city and district in the address"),
}


@dataclass(frozen=True)
class Found:
    """One value of one field. `reason` is a key of REASONS; `confidence` goes from 0 to 1."""

    field: str
    value: str
    reason: str
    confidence: float

    @property
    def doubtful(self) -> bool:
        return self.confidence < DOUBTFUL


@dataclass(frozen=True)
class Reading:
    """Everything a card says: fields in the order of FIELDS, and the lines that are none."""

    fields: tuple[Found, ...]
    rest: tuple[str, ...]

    def of(self, field: str) -> list[str]:
        """The values of one field, the likeliest first."""
        return [one.value for one in self.fields if one.field == field]
