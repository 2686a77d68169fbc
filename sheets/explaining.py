"""What a workbook says of itself on its first page, in Chinese and in English."""

from collections.abc import Iterator, Mapping

from sheets.shape import EXPLANATION, SHEETS, Column, Language, Sheet

_INTRODUCTIONS: Mapping[Language, tuple[str, ...]] = {
    "zh-CN": (
        "Banister 社区资料导入表",
        "每张表的第一行是表头，从第二行开始填写，一行一条。橙色的列必须填写。空行会被跳过。",
        "编号由您自己定，只用小写字母、数字、- 和 _；其他表用编号来引用它。再次导入同一编号就是修改，不会重复。",
        "不需要的表可以留空或删除：系统中已有的编号可以直接引用。删除的列保持原来的内容。",
        "电话等长数字的单元格已设为文本格式：请不要改成数字格式，否则 Excel 会丢掉开头的 0 和末尾的数字。",
        "日期写成 2026-01-31。请不要合并单元格。家属没有写明“同意范围”的，什么也看不到。",
        "先检查、不写入：banister import 文件.xlsx --dry-run",
    ),
    "en": (
        "Banister: a community's tables",
        "The first row of a sheet holds its headers; entries begin in the second, one a row. Fill orange columns.",
        "Ids are yours to choose: small letters, digits, - and _. Other sheets refer to them; the same id is a change.",
        "Leave out what you do not need: sheets may refer to the records; a column left out changes nothing.",
        "Long numbers stand in cells of text: keep them so, or Excel drops leading zeros and last digits.",
        "Dates are written 2026-01-31. Merge no cells. A relative without scopes sees nothing.",
        "Check without writing: banister import FILE.xlsx --dry-run",
    ),
}
_HEADS: Mapping[Language, tuple[str, str, str, str]] = {
    "zh-CN": ("表", "列", "必填", "说明"),
    "en": ("sheet", "column", "needed", "says"),
}
_SITE = "the community's site, with which the topics of its devices begin"
_TELLS: Mapping[tuple[str, str], str] = {
    ("areas", "parent"): "a street has none",
    ("areas", "site"): f"for communities only: {_SITE}",
    ("areas", "timezone"): "such as Asia/Shanghai",
    ("residents", "language"): "zh-CN or en",
    ("residents", "oxygen_scale"): "1 or 2; 2 is a doctor's to decide",
    ("people", "language"): "zh-CN or en",
    ("people", "quiet"): "such as 22:00-07:00",
    ("people", "areas"): "several ids between commas",
    ("people", "deputy_for"): "several ids between commas",
    ("posts", "duty"): "primary where it is empty",
    ("posts", "since"): "empty: from the import on",
    ("posts", "until"): "empty: without an end",
    ("relatives", "relation"): "such as daughter",
    ("relatives", "scopes"): "what they may see; empty: nothing",
    ("relatives", "signed_by"): "the resident, or a guardian by name",
    ("relatives", "consent_id"): "empty for a new one",
    ("devices", "site"): _SITE,
    ("devices", "dialect"): "native, zigbee2mqtt or theengs",
}


def title_of(language: Language) -> str:
    """Give what the page is called."""
    return "explanation" if language == "en" else EXPLANATION


def explained(language: Language) -> Iterator[tuple[list[str], bool]]:
    """Give the rows of the page, and whether they stand out."""
    for text in _INTRODUCTIONS[language]:
        yield [text], False
    yield [], False
    yield list(_HEADS[language]), True
    for sheet in SHEETS:
        for column in sheet.columns:
            needed = _HEADS[language][2] if column.needed else ""
            yield [sheet.header(language), column.header(language), needed, _says(sheet, column, language)], False


def _says(sheet: Sheet, column: Column, language: Language) -> str:
    offered = column.offers(language)
    if language == "en":
        words = f"one of: {', '.join(offered)}" if offered else ""
        return "; ".join(part for part in (words, _TELLS.get((sheet.section, column.key), "")) if part)
    words = f"可填：{'、'.join(offered)}" if offered else ""
    return "；".join(part for part in (words, column.says) if part)
