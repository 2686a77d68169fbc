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
        Reason.AGAIN: "（再次发生）",
        Reason.ESCALATED: "（升级）",
        Reason.REPEATED: "（再次通知）",
        Reason.REMINDER: "（请确认结果）",
        Reason.HANDED_OVER: "（交接给您）",
        Reason.HISTORY: "（历史数据）",
    },
    reasons={
        Reason.FIRST: "",
        Reason.WORSENED: "情况比之前更严重。",
        Reason.AGAIN: "已有人应答，但又发生了一次：可能还没有人到场。请马上确认老人情况。",
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
    kind_activity="起居",
    kind_duty="值守",
    kinds={"sos": "紧急呼叫", "fall": "跌倒"},
    value="{metric} {value}",
    upper="{what}，触及上限 {limit}",
    lower="{what}，触及下限 {limit}",
    limit="{what}，触及限值 {limit}",
    source="{what}（依据：{source}）",
    silent="{device}没有数据",
    rose="{metric} {value}，{within}内从 {start} 升高",
    fell="{metric} {value}，{within}内从 {start} 下降",
    unusual="{metric} {value}（这个时段平时约 {usual}）",
    score="NEWS2 评分至少 {score} 分（7 项中已知 {known} 项）",
    points="{metric} {points} 分",
    score_hint="其中：{parts}。仅为分诊提示，未针对居家手表验证，不是诊断。",
    listing="、",
    clock="设备时钟与实际相差 {span}",
    gaps="{within}内缺少 {missed} 次上报",
    expected="今天还没有{metric}读数",
    not_worn="手表已 {hours} 小时没有佩戴",
    doors={
        "not_opened": "家门已 {hours} 小时没有打开",
        "not_opened_by": "今天家门还没有打开过",
        "opened_at_night": "夜间家门被打开",
        "left_open": "家门已开着 {minutes} 分钟",
        "opened_often": "今夜家门已打开 {count} 次",
        "out_and_not_back": "出门后 {hours} 小时没有回来的迹象",
    },
    systems={
        "unanswered": "有告警逐级通知后仍无人应答",
        "nobody_on_duty": "该区域无人值守",
        "no_working_channel": "值守人员没有可用的通知渠道",
        "building_silent": "整栋楼的设备同时失联（{count}/{of} 台），可能停电或断网",
        "gateway_down": "网关离线，其下设备暂时没有数据",
    },
    nobody_soon="{in_hours} 小时后该区域将无人值守（约 {hours} 小时）",
    spans=("{n} 天", "{n} 小时", "{n} 分钟"),
    seconds="{n} 秒",
    sources={
        "NEWS2 (Royal College of Physicians, 2017)": "NEWS2（英国皇家内科医师学会，2017）",
        "NEWS2 (Royal College of Physicians, 2017), scale 1": "NEWS2（英国皇家内科医师学会，2017），量表 1",
        "NEWS2 (Royal College of Physicians, 2017), SpO2 scale 2": "NEWS2（英国皇家内科医师学会，2017），血氧量表 2",
        "NEWS2 (Royal College of Physicians, 2017); "
        "home cohort: 50/100 met 0.9-1.0 of the pulse events that clinicians confirmed": (
            "NEWS2（英国皇家内科医师学会，2017）；居家队列：50/100 覆盖医生确认的脉搏事件的 0.9–1.0"
        ),
        "NEWS2 (Royal College of Physicians, 2017), a hint: not validated for watches at home": (
            "NEWS2（英国皇家内科医师学会，2017），仅为提示：未针对居家手表验证"
        ),
        "NEWS2 moved to how home thermometers read": "NEWS2，按家用体温计的读数调整",
        "Chinese blood-pressure grades 2 / 3": "中国高血压分级 2 / 3 级",
        "usual diabetes practice": "糖尿病管理常规",
        "telecare practice: 30 mmHg in an hour": "居家照护常规：1 小时内 30 mmHg",
        "this person's own same hours of the last 28 days": "本人近 28 天同一时段",
        "device practice": "设备使用常规",
        "a clock more than 5 minutes off is not believed": "时钟偏差超过 5 分钟则不可信",
        "the device's own counter": "设备自身的计数",
    },
    who_where="{who}（{where}）",
    since="从 {moment} 开始（{ago}）",
    happened="发生于 {moment}（{ago}）",
    last_heard="最后一次收到数据：{moment}（{ago}）",
    measured="{ago}测得（{moment}），不是此刻的情况",
    contact="钥匙保管：{key_holder}；电话：{phone}",
    acknowledge="我来处理（点此应答）：{link}",
    group_title="{count} 条通知",
    group_more="……另有 {count} 条",
    device="设备编号：{device}",
    note="备注：{note}",
    test_title="测试消息 · Banister",
    test_body="{receiver}，您好：这是一条测试消息。收到它，说明这个通知渠道可用；无需应答。",
    colon="：",
    separator=" ",
    moment=_moment,
    ago=_ago,
)
