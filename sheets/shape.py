"""What a community's tables look like: the sheets, their columns, and by which headers and words people write them."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

Way = Literal["text", "id", "number", "word", "words", "ids", "moment", "yes", "tidy"]
"""How a cell is read.

text    as it stands        tidy   without full-width forms and blanks (telephone numbers)
id      small letters       number an integer
word    one of some words   words, ids   several of them, between commas
moment  a date or a time    yes    是 or 否
"""
Words = Mapping[str, str]
Language = Literal["zh-CN", "en"]
EXPLANATION = "说明"
"""The sheet of a template that says how it is filled in."""

_AREA_KINDS = {"街道": "street", "社区": "community", "网格": "grid", "楼栋": "building", "楼": "building"}
_ROLES = {
    "管理员": "admin",
    "工作人员": "staff",
    "社区工作人员": "staff",
    "楼管": "steward",
    "楼栋管家": "steward",
    "家属": "relative",
    "系统对接": "integration",
}
_DUTIES = {"主责": "primary", "负责": "primary", "代理": "deputy"}
_DEVICES = {"手表": "watch", "监测仪": "monitor", "体征监测仪": "monitor", "门磁": "door"}
_POWER = {"电池": "battery", "市电": "mains"}
_SCOPES = {"体征": "vital_signs", "活动": "activity", "警报": "alerts", "告警": "alerts", "设备": "devices"}
_HOW = {"纸质": "on_paper", "口头": "by_voice", "应用内": "in_app", "沿用": "carried_over"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: the entry's key, what it is called in Chinese and otherwise, and how its cells are read."""

    key: str
    title: str
    also: tuple[str, ...] = ()
    way: Way = "text"
    words: Words = field(default_factory=dict)
    needed: bool = False
    says: str = ""

    def header(self, language: Language) -> str:
        """Give what it is called in this language."""
        return self.key if language == "en" else self.title

    def offers(self, language: Language) -> list[str]:
        """Give what may be chosen in this language, once each, where it is not free."""
        if self.way == "yes":
            return ["yes", "no"] if language == "en" else ["是", "否"]
        if language == "en":
            return list(dict.fromkeys(self.words.values()))
        first: dict[str, str] = {}
        for word, meant in self.words.items():
            first.setdefault(meant, word)
        return list(first.values())

    def called(self, header: str) -> bool:
        """Whether a header means this column."""
        return folded(header) in {folded(name) for name in (self.key, self.title, *self.also)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table: the section of the entries that it holds, what it is called, and its columns."""

    section: str
    title: str
    also: tuple[str, ...] = ()
    columns: tuple[Column, ...]

    def header(self, language: Language) -> str:
        """Give what it is called in this language."""
        return self.section if language == "en" else self.title

    def called(self, name: str) -> bool:
        """Whether a sheet or a file of this name is this table."""
        return folded(name) in {folded(one) for one in (self.section, self.title, *self.also)}


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """Give a name as it is compared: no case, no width, no blanks, underscores or marks of what is needed."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if not letter.isspace() and letter not in "_-*：:")


def holds_no_entries(name: str) -> bool:
    """Whether a sheet or a file of this name is passed over: it explains, or holds lists to choose from."""
    return folded(name) in {folded(one) for one in (EXPLANATION, "explanation", "readme", "lists", "选项")}


_ID = Column(key="id", title="编号", also=("ID", "代码", "code"), way="id", needed=True, says="小写字母、数字、-、_")
_NAME = Column(key="name", title="姓名", also=("名称", "名字", "full name"), needed=True)
_PHONE = Column(key="phone", title="电话", also=("手机", "手机号", "联系电话", "mobile", "telephone"), way="tidy")
_LANGUAGE = Column(key="language", title="语言", also=("lang",), way="tidy", says="zh-CN 或 en")
_SITE_SAYS = "社区的站点代码，设备的主题以它开头"

AREAS = Sheet(
    section="areas",
    title="区域",
    also=("area", "organisation", "组织"),
    columns=(
        _ID,
        Column(key="kind", title="类型", also=("级别", "level", "type"), way="word", words=_AREA_KINDS, needed=True),
        Column(key="name", title="名称", also=("区域名称",), needed=True),
        Column(key="parent", title="上级", also=("上级编号", "上级区域"), way="id", says="街道没有上级"),
        Column(key="site", title="站点", way="id", says="只有社区填写：" + _SITE_SAYS),
        Column(key="timezone", title="时区", also=("time zone",), way="tidy", says="如 Asia/Shanghai"),
    ),
)
HOUSEHOLDS = Sheet(
    section="households",
    title="住户",
    also=("household", "flats", "homes", "户"),
    columns=(
        _ID,
        Column(key="building", title="楼栋", also=("楼栋编号",), way="id", needed=True),
        Column(key="flat", title="房号", also=("门牌", "room"), needed=True),
        Column(key="key_holder", title="钥匙", also=("钥匙保管", "钥匙保管人")),
    ),
)
RESIDENTS = Sheet(
    section="residents",
    title="老人",
    also=("resident", "居民", "老人名单"),
    columns=(
        _ID,
        _NAME,
        Column(key="household", title="住户", also=("住户编号",), way="id", needed=True),
        Column(key="birth_year", title="出生年", also=("出生年份", "year of birth"), way="number"),
        _PHONE,
        _LANGUAGE,
        Column(key="oxygen_scale", title="血氧标准", way="number", says="1 或 2；2 只能由医生决定"),
        Column(key="oxygen_scale_by", title="血氧标准决定人"),
        Column(key="oxygen_scale_why", title="血氧标准理由"),
    ),
)
PEOPLE = Sheet(
    section="people",
    title="人员",
    also=("person", "stewards", "staff", "楼管", "工作人员"),
    columns=(
        _ID,
        _NAME,
        Column(key="role", title="角色", also=("职务",), way="word", words=_ROLES, needed=True),
        Column(key="login", title="登录名", also=("账号", "account", "user"), way="tidy"),
        _PHONE,
        _LANGUAGE,
        Column(key="quiet", title="免打扰", also=("免打扰时段",), way="tidy", says="如 22:00-07:00"),
        Column(key="areas", title="负责区域", also=("area",), way="ids", says="多个编号用逗号隔开"),
        Column(key="deputy_for", title="代理区域", also=("deputy",), way="ids", says="多个编号用逗号隔开"),
    ),
)
POSTS = Sheet(
    section="posts",
    title="岗位",
    also=("post", "assignments", "任职"),
    columns=(
        Column(key="person", title="人员编号", also=("人员", "steward"), way="id", needed=True),
        Column(key="area", title="区域编号", also=("区域", "负责区域"), way="id", needed=True),
        Column(key="duty", title="职责", way="word", words=_DUTIES, says="空着为主责"),
        Column(key="since", title="任职日期", also=("起始日期", "from"), way="moment", says="空着为导入时"),
        Column(key="until", title="离任日期", also=("截止日期", "to"), way="moment", says="空着为长期"),
    ),
)
RELATIVES = Sheet(
    section="relatives",
    title="家属",
    also=("relative", "relations", "family", "家属关系"),
    columns=(
        Column(key="person", title="家属编号", also=("人员编号", "relative"), way="id", needed=True),
        Column(key="resident", title="老人编号", also=("老人",), way="id", needed=True),
        Column(key="relation", title="关系", needed=True, says="如 女儿"),
        Column(key="tell", title="通知", also=("是否通知",), way="yes"),
        Column(key="scopes", title="同意范围", way="words", words=_SCOPES, says="家属可看的内容；空着则什么也看不到"),
        Column(key="signed_by", title="签署人", says="老人本人，或监护人及其姓名"),
        Column(key="how", title="签署方式", way="word", words=_HOW),
        Column(key="text_version", title="同意书版本", also=("文本版本",), way="tidy"),
        Column(key="given_at", title="同意日期", also=("同意时间", "signed on"), way="moment"),
        Column(key="consent_id", title="同意编号", way="tidy", says="新的同意书空着"),
    ),
)
DEVICES = Sheet(
    section="devices",
    title="设备",
    also=("device", "设备清单"),
    columns=(
        Column(key="id", title="编号", also=("ID", "设备编号", "代码"), needed=True),
        Column(key="kind", title="类型", also=("设备类型", "type"), way="word", words=_DEVICES, needed=True),
        Column(key="site", title="站点", way="id", needed=True, says=_SITE_SAYS),
        Column(
            key="dialect", title="协议", way="word", words={"原生": "native"}, says="native、zigbee2mqtt 或 theengs"
        ),
        Column(key="power", title="供电", way="word", words=_POWER),
        Column(key="model", title="型号"),
        Column(key="resident", title="老人编号", also=("老人", "使用人"), way="id"),
        Column(key="since", title="使用日期", also=("起始日期", "绑定日期"), way="moment"),
    ),
)
SHEETS = (AREAS, HOUSEHOLDS, RESIDENTS, PEOPLE, POSTS, RELATIVES, DEVICES)
CONSENT_KEYS = ("scopes", "signed_by", "how", "text_version", "given_at", "consent_id")
