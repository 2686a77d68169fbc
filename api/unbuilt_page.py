"""What stands where the web app would be while it is not built: that the house is well, and what to run."""

from types import MappingProxyType

from starlette.responses import HTMLResponse

from api.small_pages import HEADERS, template
from api.web_app import is_checkout

_BODY = """<p>{{ how }}</p>
<p lang="en"><strong>The web app is not built yet.</strong> All else runs: readings are kept and alerts go out.
{{ how_in_english }}</p>
<p><a href="/docs">API</a> · <a href="/readyz">readyz</a></p>
"""
_PAGE = template(_BODY)
_WORDS = MappingProxyType({"language": "zh-CN"})
_BUILD = (
    "make demo 和 banister up 会自己构建（第一次约半分钟，需要网络），完成后本页自动打开。一直没有？请运行 make web。",
    (
        "make demo and banister up build it by themselves (half a minute the first time, and the network); this page "
        "opens it then. Still here? Run make web where the sources are."
    ),
)
_LOOK_AGAIN = {"Refresh": "5"}
"""Seconds until the browser asks once more: what is being built is there soon."""
_NAME = (
    "安装包里没有网页应用，或 BANISTER_WEB_DIR 指向的文件夹里没有 index.html：请让它指向一个构建好的文件夹。",
    "This installation came without it, or BANISTER_WEB_DIR names a folder without an index.html: name one that has.",
)


def unbuilt(*, named: bool, status: int) -> HTMLResponse:
    """Give the page; `named`: somebody has said where the built app is, so that building one here would not help."""
    is_due = is_checkout() and not named
    how, how_in_english = _BUILD if is_due else _NAME
    page = _PAGE.render(
        words=_WORDS,
        headline="网页应用还没有构建",
        sentence="其他一切正常运行：读数照常保存，告警照常发出。",
        how=how,
        how_in_english=how_in_english,
    )
    return HTMLResponse(page, status, headers={**HEADERS, **(_LOOK_AGAIN if is_due else {})})
