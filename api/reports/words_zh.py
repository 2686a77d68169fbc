"""Simplified Chinese (zh-CN)."""

from datetime import date

from api.reports.words import Words
from domain.people import DeviceKind
from domain.severity import Severity
from domain.week_alerts import Ended
from domain.week_vitals import Against
from domain.weeks import State

_WEEKDAYS = "一二三四五六日"


def _day(day: date) -> str:
    return f"周{_WEEKDAYS[day.weekday()]} {day.month}/{day.day}"


def _span(first: date, last: date) -> str:
    end = f"{last.month}月{last.day}日" if first.year == last.year else f"{last.year}年{last.month}月{last.day}日"
    return f"{first.year}年{first.month}月{first.day}日 – {end}"


def _lasted(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} 秒"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} 分钟"
    return f"{seconds / 3600:.0f} 小时" if seconds < 48 * 3600 else f"{seconds / 86400:.0f} 天"


CHINESE = Words(
    language="zh-CN",
    labels={
        "title": "一周平安报告",
        "vitals": "身体数据",
        "metric": "项目",
        "middle": "中位数",
        "range": "最低 – 最高",
        "days": "有读数",
        "days_of": "{days} 天",
        "usual": "平常范围",
        "before": "前一周",
        "each_day": "每天",
        "chart_says": "竖线是当天最低到最高，圆点是当天中位数，浅色带是平常范围。",
        "no_vitals": "这一周没有身体数据。",
        "home": "在家的每一天",
        "day": "日期",
        "opened": "开门",
        "times": "{count} 次",
        "first_last": "最早 – 最晚",
        "steps": "步数",
        "moved": "有活动",
        "hours": "{hours} 小时",
        "no_home": "这一周没有门磁和活动数据。",
        "alerts": "告警和处理",
        "no_alerts": "这一周没有告警。",
        "when": "时间",
        "what": "什么事",
        "answered": "谁应答、多久",
        "nobody": "无人应答",
        "ended": "结果",
        "answer_middle": "应答时间的中位数：{lasted}。",
        "more_alerts": "还有更早的 {count} 条没有列出。",
        "devices": "设备",
        "no_devices": "没有登记设备。",
        "heard_days": "{days} 天有数据",
        "not_heard": "这一周没有数据",
        "no_gaps": "一周都在线",
        "silent": "{since} 起失联",
        "not_worn": "{since} 起没有佩戴",
        "until": "，到 {until}",
        "still": "，还没有恢复",
        "people": "负责人",
        "nobody_responsible": "这栋楼目前没有登记负责人，请联系社区。",
        "left_out": "老人没有同意向您展示：{kinds}。",
        "vital_signs": "身体数据",
        "activity": "门和活动",
        "kind_alerts": "告警",
        "kind_devices": "设备",
        "foot": "本报告不是医疗诊断，Banister 不是医疗器械。身体不适请联系医生；紧急情况请拨打 120。",
        "made": "制作于 {at}",
        "alerts_none": "没有告警",
        "alerts_one": "1 条告警",
        "alerts_some": "{count} 条告警",
        "alerts_critical": "{alerts}，其中 {critical} 条危急",
        "all_usual": "各项读数都在平常范围内",
        "judged_usual": "能比较的读数都在平常范围内",
        "differs": "{metrics}与平常不同",
        "not_judged": "读数还不够多，暂时看不出平常范围",
        "missing": "有 {days} 天没有读数",
        "list": "、",
    },
    metrics={
        "heart_rate": "心率",
        "spo2": "血氧",
        "systolic_pressure": "收缩压（高压）",
        "diastolic_pressure": "舒张压（低压）",
        "body_temperature": "体温",
        "respiratory_rate": "呼吸",
        "glucose": "血糖",
        "weight": "体重",
    },
    units={
        "/min": "次/分",
        "%": "%",
        "mm[Hg]": "mmHg",
        "Cel": "℃",
        "mmol/L": "mmol/L",
        "kg": "公斤",
    },
    severities={Severity.INFO: "提示", Severity.WARNING: "警告", Severity.CRITICAL: "危急"},
    ended={
        Ended.REAL: "确有其事，已处理",
        Ended.FALSE_ALARM: "误报",
        Ended.TEST: "测试",
        Ended.DEVICE_FAULT: "设备故障",
        Ended.AWAY: "外出",
        Ended.BY_ITSELF: "自行恢复",
        Ended.OPEN: "还没有结束",
    },
    against={
        Against.USUAL: "和平常一样",
        Against.HIGHER: "比平常高",
        Against.LOWER: "比平常低",
        Against.UNKNOWN: "还不知道",
    },
    devices={DeviceKind.WATCH: "健康手表", DeviceKind.MONITOR: "体征监测仪", DeviceKind.DOOR: "门磁"},
    rules={
        "sos": "紧急呼叫",
        "fall": "疑似跌倒",
        "heart_rate_unusual": "心率与平常不同",
        "systolic_pressure_rise": "血压上升快",
        "news2_high": "早期预警评分偏高",
        "door_left_open": "门一直开着",
        "door_night_exit": "夜里出门没有回来",
        "door_opened_at_night": "夜里开门",
        "door_opened_often": "夜里多次开门",
        "door_not_opened": "很久没有开门",
        "door_not_opened_by": "早上还没有开门",
        "door_out_not_back": "出门没有回来",
        "pressure_expected": "没有按时量血压",
        "unanswered": "告警无人应答",
    },
    sides={"above": "偏高", "below": "偏低"},
    lead={
        State.OPEN: "还有事情没有处理完",
        State.SERIOUS: "这一周有过危急情况",
        State.ALERTS: "这一周有几次提醒",
        State.DIFFERENT: "这一周和平常有些不同",
        State.PATCHY: "这一周的数据不太全",
        State.CALM: "这一周平平安安",
        State.UNKNOWN: "这一周没有收到数据",
    },
    colon="：",
    join="，",
    stop="。",
    day=_day,
    span=_span,
    lasted=_lasted,
)
