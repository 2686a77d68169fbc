"""Both languages say all that the app says, and nothing that it does not."""

import re
from collections.abc import Mapping

import pytest

from tests.web.sources import LANGUAGES, SRC, placeholders, words, written

PARTS = sorted(file.stem for file in (SRC / "locales" / "zh-CN").glob("*.json"))
_PART = f"(?:{'|'.join(PARTS)})"
_PLAIN = re.compile(rf"""['"]({_PART}\.[\w.-]+)['"]""")
_PUT_TOGETHER = re.compile(rf"""`({_PART}\.(?:[^`$]|\$\{{[^}}`]*\}})*)`""")
CHINESE_IN_THE_SOURCES = {
    "main.ts": "stands where no locale file could be loaded, in both languages",
    "worker/words.ts": "words of the service worker, which cannot load files; its types hold both languages equal",
    "wall/least.ts": "surnames of two characters, which are data",
    "shell/me/devices.ts": "a product's name as its users write it",
}
_IN_ITS_OWN_LANGUAGE = re.compile(r"<(\w+)[^>]* lang=\"zh-CN\"[^>]*>.*?</\1>")
"""Names of languages and of ourselves, which say which language they are in."""
CHINESE_IN_ENGLISH = frozenset({"staff.reason.yesNo"})
"""What is to be written as it is: the words of a spreadsheet's cell."""


@pytest.fixture(scope="module")
def both() -> dict[str, Mapping[str, str]]:
    return {language: words(language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def used() -> set[str]:
    """Give what stands between quotes in the sources and begins like a key."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in written())
    return set(_PLAIN.findall(text)) | set(_PUT_TOGETHER.findall(text))


def is_whole(key: str) -> bool:
    """Whether this is a key as it stands; the others are put together while the app runs."""
    return "${" not in key and not key.endswith(".")


def pattern(used: str) -> re.Pattern[str]:
    """Read a key that is put together: each `${…}`, and what follows a dot at its end, stands for anything."""
    return re.compile(
        ".+".join(re.escape(part) for part in re.split(r"\$\{[^}]*\}", used)) + (".+" * used.endswith("."))
    )


def test_there_is_a_lot_to_say(both: dict[str, Mapping[str, str]], used: set[str]) -> None:
    assert len(both["zh-CN"]) > 100
    assert len(used) > 100


def test_both_languages_have_the_same_keys(both: dict[str, Mapping[str, str]]) -> None:
    only_one = both["zh-CN"].keys() ^ both["en"].keys()
    assert not only_one, sorted(only_one)


def test_both_languages_fill_in_the_same(both: dict[str, Mapping[str, str]]) -> None:
    shared = both["zh-CN"].keys() & both["en"].keys()
    different = {key for key in shared if placeholders(both["zh-CN"][key]) != placeholders(both["en"][key])}
    assert not different, sorted(different)


def test_every_key_that_is_used_exists(both: dict[str, Mapping[str, str]], used: set[str]) -> None:
    there = both["zh-CN"]
    branches = {key.rpartition(".")[0] for key in there}
    missing = {one for one in used if is_whole(one)} - there.keys() - branches
    missing |= {one for one in used if not is_whole(one) and not any(pattern(one).match(key) for key in there)}
    assert not missing, sorted(missing)


def test_no_key_is_there_that_nobody_uses(both: dict[str, Mapping[str, str]], used: set[str]) -> None:
    whole, made = set(filter(is_whole, used)), [pattern(one) for one in used if not is_whole(one)]
    said = {key for key in both["zh-CN"] if key in whole or any(one.fullmatch(key) for one in made)}
    unused = {key for key in both["zh-CN"].keys() - said if key.rpartition(".")[0] not in whole}
    assert not unused, sorted(unused)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_no_text(both: dict[str, Mapping[str, str]], language: str) -> None:
    assert not {key for key, text in both[language].items() if not str(text).strip()}


def test_no_text_is_in_the_other_language(both: dict[str, Mapping[str, str]]) -> None:
    chinese = re.compile("[\u3400-\u9fff\uff0c\u3002\uff1f\uff01\uff1a]")
    english = {key for key, text in both["en"].items() if chinese.search(text)}
    assert not english - CHINESE_IN_ENGLISH, sorted(english)
    words_only = {key for key, text in both["zh-CN"].items() if re.search(r"[a-z]+ [a-z]+ [a-z]+", text)}
    assert not {key for key in words_only if not chinese.search(both["zh-CN"][key])}


def test_no_chinese_text_stands_outside_of_the_locale_files() -> None:
    quoted = re.compile("['\"`>][^'\"`<>\n]*[\u3400-\u9fff][^'\"`<>\n]*['\"`<]")
    found = []
    for path in written():
        if path.relative_to(SRC).as_posix() in CHINESE_IN_THE_SOURCES:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if quoted.search(_IN_ITS_OWN_LANGUAGE.sub("", re.sub(r"(?://|<!--|/?\*).*", "", line))):
                found.append(f"{path.relative_to(SRC)}:{number} {line.strip()}")
    assert not found, "\n".join(found)
