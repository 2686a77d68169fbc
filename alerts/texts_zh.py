"""Simplified Chinese (zh-CN)."""

from datetime import datetime

from alerts.texts_words import Words
from domain.notifications import Reason
from domain.people import AreaKind, DeviceKind
from domain.severity import Severity


def _moment(local: datetime, now: datetime) -> str:
    clock = f"{local:%H:%M}"
    return clock if local.date() == now.date() else f"{local.month}月{local.day}日 {clock}"


def _ago(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    return f"{minutes // 60} 小时前" if minutes < 48 * 60 else f"{minutes // (24 * 60)} 天前"


CHINESE = Words(
    language="zh-CN",
    severities={Severity.INFO: "提示", Severity.WARNING: "警告", Severity.CRITICAL: "危急"},
    technical="设备",
    metrics={
        "heart_rate": "心率",
        "spo2": "血氧",
        "systolic_pressure": "收缩压",
        "diastolic_pressure": "舒张压",
        "body_temperature": "体温",
        "respiratory_rate": "呼吸",
        "glucose": "血糖",
        "weight": "体重",
        "steps": "步数",
        "battery": "电量",
        "door": "门",
        "motion": "活动",
        "worn": "佩戴",
        "consciousness": "意识",
        "oxygen": "吸氧",
    },
    units={
        "/min": " 次/分",
        "%": "%",
        "mm[Hg]": " mmHg",
        "Cel": " ℃",
        "mmol/L": " mmol/L",
        "kg": " 公斤",
        "{steps}": " 步",
        "": "",
    },
    events={"sos": "按下了紧急呼叫（SOS）", "fall": "疑似跌倒", "tamper": "设备被拆动"},
    devices={DeviceKind.WATCH: "健康手表", DeviceKind.MONITOR: "体征监测仪", DeviceKind.DOOR: "门磁"},
    answerers={
        AreaKind.BUILDING: "楼栋管家",
        AreaKind.GRID: "网格员",
        AreaKind.COMMUNITY: "社区工作人员",
        AreaKind.STREET: "街道值班人员",
    },
    tags={
        Reason.WORSENED: "（加重）",
        Reason.ESCALATED: "（升级）",
        Reason.REPEATED: "（再次通知）",
        Reason.REMINDER: "（请确认结果）",
        Reason.HANDED_OVER: "（交接给您）",
        Reason.HISTORY: "（历史数据）",
    },
    reasons={
        Reason.FIRST: "",
        Reason.WORSENED: "情况比之前更严重。",
        Reason.ESCALATED: "{unanswered}尚未应答，现在请您处理。",
        Reason.REPEATED: "{unanswered}至今无人应答，再次通知。",
        Reason.REMINDER: "您已应答，但还没有处理结果；请确认老人情况并填写结果。",
        Reason.HANDED_OVER: "交接班：这条告警现在由您负责。",
        Reason.HISTORY: "这是补传的历史数据，之后已有更新的读数；供了解，无需应答。",
        Reason.TEST: "这是一条测试通知。",
    },
    history_open="这是补传的历史数据，比之前所知更严重；告警尚未结束，仍需应答。",
    kind_vital="生命体征",
    kind_device="设备",
    kinds={"sos": "紧急呼叫", "fall": "跌倒"},
    value="{metric} {value}",
    upper="{what}，触及上限 {limit}",
    lower="{what}，触及下限 {limit}",
    limit="{what}，触及限值 {limit}",
    source="{what}（依据：{source}）",
    silent="{device}没有数据",
    who_where="{who}（{where}）",
    since="从 {moment} 开始（{ago}）",
    happened="发生于 {moment}（{ago}）",
    last_heard="最后一次收到数据：{moment}（{ago}）",
    measured="{ago}测得（{moment}），不是此刻的情况",
    contact="钥匙保管：{key_holder}；电话：{phone}",
    device="设备编号：{device}",
    note="备注：{note}",
    test_title="测试消息 · Banister",
    test_body="{receiver}，您好：这是一条测试消息。收到它，说明这个通知渠道可用；无需应答。",
    colon="：",
    separator=" ",
    moment=_moment,
    ago=_ago,
)
