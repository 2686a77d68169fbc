import type { EChartsCoreOption } from 'echarts/core'
import type { DayShape } from '@/api'
import { axis, ground, type Ink } from '../parts/charting'

type Words = Record<string, string>
type Said = (value: number) => string

function dayAxis(ink: Ink, days: DayShape[], day: (at: string) => string): object {
  return axis(ink, {
    type: 'category',
    data: days.map((one) => day(one.day)),
    splitLine: { show: false },
    axisTick: { show: false },
  })
}

/** Alerts about people a day, by severity, the worst at the bottom: where it is compared best. */
export function alertsOption(
  ink: Ink,
  days: DayShape[],
  words: Words,
  day: (at: string) => string,
): EChartsCoreOption {
  const bars = (['critical', 'warning', 'info'] as const).map((grade) => ({
    type: 'bar',
    name: words[grade],
    stack: 'alerts',
    data: days.map((one) => one.fired[grade]),
    itemStyle: { color: ink[grade], borderColor: ink.card, borderWidth: days.length > 40 ? 0 : 1 },
    barCategoryGap: '20%',
  }))
  return {
    ...ground(ink),
    xAxis: dayAxis(ink, days, day),
    yAxis: axis(ink, { type: 'value', minInterval: 1 }),
    series: bars,
  }
}

/** How long it took until somebody answered: of half of all, and of nine in ten. */
export function answersOption(
  ink: Ink,
  days: DayShape[],
  words: Words,
  day: (at: string) => string,
  length: Said,
): EChartsCoreOption {
  const line = (key: 'median' | 'p90', dashed: boolean): object => ({
    type: 'line',
    name: words[key],
    data: days.map((one) => one.seconds_to_acknowledge[key]),
    connectNulls: false,
    symbol: dashed ? 'emptyCircle' : 'circle',
    symbolSize: 6,
    showAllSymbol: true,
    lineStyle: { color: ink.brand, width: 2, type: dashed ? 'dashed' : 'solid' },
    itemStyle: { color: ink.brand },
  })
  return {
    ...ground(ink),
    tooltip: {
      ...(ground(ink).tooltip as object),
      valueFormatter: (value: unknown) => (typeof value === 'number' ? length(value) : '–'),
    },
    xAxis: dayAxis(ink, days, day),
    yAxis: axis(ink, {
      type: 'value',
      // Whole seconds: the words below them know no parts of one.
      minInterval: 1,
      axisLabel: { color: ink.soft, fontSize: ink.size, formatter: length },
    }),
    series: [line('median', false), line('p90', true)],
  }
}

export interface Bar {
  name: string
  /** Values, one for each series. */
  values: (number | null)[]
}

/** Bars that lie, the longest on top: areas or rules by name. */
export function barsOption(
  ink: Ink,
  bars: Bar[],
  series: { name: string; colour: string }[],
  said: Said,
): EChartsCoreOption {
  return {
    ...ground(ink),
    tooltip: {
      ...(ground(ink).tooltip as object),
      axisPointer: { type: 'shadow' },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? said(value) : '–'),
    },
    xAxis: axis(ink, {
      type: 'value',
      minInterval: 1,
      splitNumber: 4,
      axisLabel: { color: ink.soft, fontSize: ink.size, formatter: said, hideOverlap: true },
    }),
    yAxis: axis(ink, {
      type: 'category',
      inverse: true,
      data: bars.map((one) => one.name),
      axisTick: { show: false },
      axisLabel: { color: ink.text, fontSize: ink.size, width: ink.size * 9, overflow: 'break' },
    }),
    series: series.map((one, place) => ({
      type: 'bar',
      name: one.name,
      data: bars.map((bar) => bar.values[place] ?? null),
      itemStyle: { color: one.colour },
      barMaxWidth: 16,
    })),
  }
}
