import type { EChartsCoreOption } from 'echarts/core'
import type { FiringShape, RuleShape, SeriesShape, TriedOn } from '@/api'
import { axis, ground, type Ink } from '../parts/charting'

/** What the picture of a rule that was tried is made of. */
export interface Picture {
  ink: Ink
  tried: TriedOn
  rule: RuleShape
  inForce: RuleShape | null
  curve: SeriesShape | null
  since: string
  until: string
  /** Words: the metric, both lanes, "nothing known". */
  words: { curve: string; tried: string; inForce: string; unknown: string }
  time: (at: number) => string
  number: (value: number) => string
}

const GRADES = ['info', 'warning', 'critical'] as const

function points(curve: SeriesShape, below: boolean): [number, number][] {
  const value = curve.columns.indexOf(curve.every_seconds ? (below ? 'minimum' : 'maximum') : 'value')
  const column = value < 0 ? 1 : value
  return curve.series
    .flatMap((one) => one.points.map((point): [number, number] => [point[0]!, point[column]!]))
    .sort((a, b) => a[0] - b[0])
}

/** A curve with holes where nothing was measured for long: a line across them would claim what nobody saw. */
export function withHoles(found: [number, number][], most: number): [number, number | null][] {
  return found.flatMap((point, index) => {
    const before = found[index - 1]
    return before && point[0] - before[0] > most ? [[before[0] + 1, null], point] : [point]
  })
}

function limits(picture: Picture): object[] {
  const { ink } = picture
  const lines = (rule: RuleShape | null, dashed: boolean) =>
    (rule?.kind === 'threshold' ? rule.limits : []).map((one) => ({
      yAxis: one.fires_at,
      lineStyle: {
        color: ink[one.severity as 'warning'] ?? ink.soft,
        type: dashed ? 'dashed' : 'solid',
        width: 2,
      },
      label: {
        show: !dashed,
        formatter: picture.number(one.fires_at),
        color: ink.text,
        fontSize: ink.size,
        position: 'insideEndTop',
      },
    }))
  return [...lines(picture.rule, false), ...lines(picture.inForce, true)]
}

function lane(firings: FiringShape[], row: number, until: number): object[] {
  return firings.map((one) => ({
    value: [
      row,
      Date.parse(one.started_at),
      one.ended_at ? Date.parse(one.ended_at) : until,
      GRADES.indexOf(one.severity as 'info'),
    ],
  }))
}

interface Drawing {
  value: (place: number) => number
  coord: (at: [number, number]) => [number, number]
  size: (of: [number, number]) => [number, number]
}

function rectangle(ink: Ink, height: number) {
  return (_: unknown, api: Drawing): object => {
    const row = api.value(0)
    const [left, middle] = api.coord([api.value(1), row])
    const [right] = api.coord([api.value(2), row])
    const tall = api.size([0, 1])[1] * height
    const grade = GRADES[api.value(3)]
    return {
      type: 'rect',
      shape: { x: left, y: middle - tall / 2, width: Math.max(3, right - left), height: tall },
      style: { fill: grade ? ink[grade] : ink.line, stroke: grade ? ink.text : undefined, lineWidth: 0.5 },
    }
  }
}

/** The curve with the limits, and below it when the rule would have fired, and when the one in force did. */
export function tryOption(picture: Picture): EChartsCoreOption {
  const { ink, tried, words } = picture
  const until = Date.parse(picture.until)
  const known = Date.parse(tried.known_since)
  // Days of which nothing is known are not worth the width of the picture: a strip of them says so.
  const since = Math.max(Date.parse(picture.since), known - (until - known) / 8)
  const curve = picture.curve ? points(picture.curve, picture.rule.side === 'below') : []
  const hole = Math.max((picture.curve?.every_seconds ?? 60) * 3000, 15 * 60_000)
  const lanes = [words.tried, words.inForce]
  const numbers = [
    ...curve.map((one) => one[1]),
    ...(picture.rule.kind === 'threshold' ? picture.rule.limits.map((one) => one.fires_at) : []),
  ]
  const inner = { left: 12, right: 16, containLabel: true }
  const has = curve.length > 0
  return {
    ...ground(ink),
    legend: { show: false },
    tooltip: { show: false },
    grid: has
      ? [
          { ...inner, top: 12, height: '56%', containLabel: false, left: 88 },
          { ...inner, top: '66%', bottom: 28, containLabel: false, left: 88 },
        ]
      : [{ ...inner, top: 8, bottom: 28, containLabel: false, left: 88 }],
    xAxis: [
      ...(has
        ? [axis(ink, { type: 'time', gridIndex: 0, min: since, max: until, axisLabel: { show: false } })]
        : []),
      axis(ink, {
        type: 'time',
        gridIndex: has ? 1 : 0,
        min: since,
        max: until,
        axisLabel: { color: ink.soft, fontSize: ink.size, hideOverlap: true, formatter: picture.time },
      }),
    ],
    yAxis: [
      ...(has
        ? [
            axis(ink, {
              type: 'value',
              gridIndex: 0,
              scale: true,
              min: Math.floor(Math.min(...numbers) - 2),
              max: Math.ceil(Math.max(...numbers) + 2),
              axisLabel: { color: ink.soft, fontSize: ink.size },
            }),
          ]
        : []),
      axis(ink, {
        type: 'category',
        gridIndex: has ? 1 : 0,
        data: lanes,
        inverse: true,
        axisTick: { show: false },
        axisLabel: { color: ink.text, fontSize: ink.size, width: 80, overflow: 'break' },
      }),
    ],
    series: [
      ...(has
        ? [
            {
              type: 'line',
              name: words.curve,
              xAxisIndex: 0,
              yAxisIndex: 0,
              data: withHoles(curve, hole),
              showSymbol: false,
              sampling: picture.rule.side === 'below' ? 'min' : 'max',
              lineStyle: { color: ink.brand, width: 1.5 },
              markLine: { symbol: 'none', silent: true, data: limits(picture) },
            },
          ]
        : []),
      {
        type: 'custom',
        xAxisIndex: has ? 1 : 0,
        yAxisIndex: has ? 1 : 0,
        silent: true,
        clip: true,
        renderItem: rectangle(ink, 0.62),
        encode: { x: [1, 2], y: 0 },
        data: [
          ...(known > since ? lanes.map((_, row) => ({ value: [row, since, known, -1] })) : []),
          ...lane(tried.firings, 0, until),
          ...lane(tried.in_force ?? [], 1, until),
        ],
      },
    ],
  }
}
