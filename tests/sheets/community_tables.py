"""Makes examples/community.xlsx, its faulty twin and its CSV folder: `python -m tests.sheets.community_tables`."""

import sys
from pathlib import Path

from sheets.writing import Rows, write_csv_folder, write_xlsx

EXAMPLES = Path(__file__).parents[2] / "examples"
CLEAN, FAULTY, FOLDER = (EXAMPLES / name for name in ("community.xlsx", "community-with-errors.xlsx", "community"))


def _rows(keys: str, *rows: str) -> Rows:
    return [dict(zip(keys.split(), row.split("|"), strict=True)) for row in rows]


def clean() -> dict[str, Rows]:
    """Give a small community: two buildings, three residents."""
    return {
        "areas": _rows(
            "id kind name parent site timezone",
            "osmanthus-street|街道|桂花街道|||Asia/Shanghai",
            "osmanthus|社区|桂花社区|osmanthus-street|osmanthus|",
            "osmanthus-grid-1|网格|第一网格|osmanthus||",
            "osmanthus-1|楼栋|1 号楼|osmanthus-grid-1||",
            "osmanthus-2|楼栋|2 号楼|osmanthus-grid-1||",
        ),
        "households": _rows(
            "id building flat key_holder",
            "osmanthus-1-301|osmanthus-1|301|物业前台",
            "osmanthus-2-102|osmanthus-2|102|邻居 103",
        ),
        "residents": _rows(
            "id name household birth_year phone language",
            "gao-yuying|高玉英|osmanthus-1-301|1943|13800000101|zh-CN",
            "gao-changhe|高长河|osmanthus-1-301|1941|13800000102|zh-CN",
            "tang-suzhen|唐素珍|osmanthus-2-102|1947|13800000103|zh-CN",
        ),
        "people": _rows(
            "id name role login phone areas deputy_for",
            "steward-feng|冯伟|楼栋管家|feng|13800000111|osmanthus-1|osmanthus-2",
            "steward-yu|于丽|楼栋管家|yu|13800000112|osmanthus-2|",
            "staff-dong|董洁|工作人员|dong|13800000113|osmanthus|",
            "daughter-gao|高岚|家属|gaolan|13800000114||",
        ),
        "relatives": _rows(
            "person resident relation tell scopes signed_by how text_version given_at",
            "daughter-gao|gao-yuying|女儿|是|体征,活动,警报,设备|高玉英|纸质|2026-01|2026-03-01",
            "daughter-gao|gao-changhe|女儿|否|||||",
        ),
        "devices": _rows(
            "id kind site power resident since",
            "watch-gao-1|手表|osmanthus|电池|gao-yuying|2026-03-01",
            "watch-gao-2|手表|osmanthus|电池|gao-changhe|2026-03-01",
            "door-tang|门磁|osmanthus|电池|tang-suzhen|2026-03-02",
        ),
    }


PLANTED = (
    ("households", 1, "building", "osmanthus-9", "there is no building 'osmanthus-9'"),
    ("residents", 0, "phone", "1.38E+10", "its last digits are lost"),
    ("residents", 1, "birth_year", "一九四一", "is no whole number"),
    ("residents", 2, "name", "", "is missing"),
    ("people", 0, "role", "楼长", "is none of 管理员"),
    ("people", 2, "login", "yu", "'yu' is there twice"),
    ("relatives", 0, "given_at", "去年三月", "is no date"),
    ("devices", 0, "id", "Watch Gao", "is no name for a device"),
    ("devices", 2, "resident", "tang-suzen", "there is no resident 'tang-suzen'"),
)
"""Section, number of the entry, column, what is planted there, and what must be said of it."""


def changeable() -> dict[str, list[dict[str, str]]]:
    """Give the clean rows as ones that may be changed."""
    return {section: [dict(row) for row in some] for section, some in clean().items()}


def faulty() -> dict[str, Rows]:
    """Give the same community with the planted faults."""
    rows = changeable()
    for section, index, key, value, _ in PLANTED:
        rows[section][index][key] = value
    return {**rows}


def make(folder: Path) -> None:
    """Write all three into a folder."""
    write_xlsx(folder / CLEAN.name, clean())
    write_xlsx(folder / FAULTY.name, faulty())
    write_csv_folder(folder / FOLDER.name, clean())


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES)
