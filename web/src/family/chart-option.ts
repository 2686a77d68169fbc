import type { EChartsCoreOption } from 'echarts/core'
import type { LimitShape } from '@/api'
import type { Usual } from './judging'
import { holed, longestPause, type Point } from './curve'

const HOUR = 3_600_000

/** What a chart shows; words, colours and clocks come from the page. */
export interface Picture {
  metric: string
  points: readonly Point[]
  start: number
  end: number
  everySeconds: number
  limits: readonly LimitShape[]
  usual: (at: number) => Usual | null
  colour: (token: string) => string
  /** Says a moment on the axis, and in the box beside a finger. */
  tick: (at: number) => string
  moment: (at: number) => string
  value: (value: number) => string
  fontSize: number
  words: { usual: string; limit: (limit: LimitShape) => string; span: string }
}

interface Edges {
  low: number
  high: number
}

/** How far the axis goes: what was measured, what is usual, and the limits that warn; others where they are passed. */
export function edges({ points, limits, usual, start, end }: Picture): Edges {
  const bands = [usual(start), usual((start + end) / 2), usual(end)].flatMap((one) =>
    one ? [one.low, one.high] : [],
  )
  const measured = points.flatMap((one) => [one.low, one.high])
  const warn = limits.filter((one) => one.severity !== 'critical').map((one) => one.fires_at)
  const all = [...measured, ...bands, ...warn]
  if (!all.length) all.push(...limits.map((one) => one.fires_at))
  if (!all.length) return { low: 0, high: 1 }
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const room = Math.max((high - low) * 0.12, 0.5)
  return { low: Math.floor(low - room), high: Math.ceil(high + room) }
}

/** Shade what lies past a limit, as deep as its severity. */
export function limitAreas({ limits, colour }: Picture, { low, high }: Edges) {
  return limits
    .filter((one) => one.fires_at > low && one.fires_at < high)
    .sort((one, other) => Number(one.severity === 'critical') - Number(other.severity === 'critical'))
    .map((one) => [
      {
        yAxis: one.fires_at,
        itemStyle: {
          color: colour(one.severity === 'critical' ? 'critical-soft' : 'warning-soft'),
          opacity: 0.75,
        },
      },
      { yAxis: one.side === 'above' ? high : low },
    ])
}

/** The usual band, by day and in the night, as boxes along the time. */
export function usualAreas({ start, end, usual }: Picture) {
  const boxes: { from: number; to: number; band: Usual }[] = []
  for (let at = start; at < end; at += HOUR) {
    const band = usual(at + HOUR / 2)
    const last = boxes.at(-1)
    const to = Math.min(at + HOUR, end)
    if (band && last?.to === at && last.band.low === band.low && last.band.high === band.high) last.to = to
    else if (band) boxes.push({ from: at, to, band })
  }
  return boxes.map(({ from, to, band }) => [
    { xAxis: from, yAxis: band.low },
    { xAxis: to, yAxis: band.high },
  ])
}

/** Six moments or fewer along the axis, at whole hours or days. */
export function ticks(start: number, end: number, most: number, offset = 0): number[] {
  const step = [1, 2, 3, 4, 6, 12, 24, 48, 72, 120, 168]
    .map((hours) => hours * HOUR)
    .find((one) => (end - start) / one <= most)
  const by = step ?? 240 * HOUR
  const found: number[] = []
  for (let at = Math.ceil((start + offset) / by) * by - offset; at <= end; at += by) found.push(at)
  return found
}

/** A chart of one metric: its mean as a line, how far it went as a shade, gaps as gaps. Pure. */
export function chartOption(picture: Picture, marks: readonly number[]): EChartsCoreOption {
  const { points, metric, everySeconds, start, end, colour, fontSize } = picture
  const longest = longestPause(metric, everySeconds)
  const line = holed(points, longest)
  const sparse = points.length < 60
  const { low, high } = edges(picture)
  const text = { color: colour('text-soft'), fontSize }
  const drawn = (pick: (point: Point) => number) =>
    line.map((one, index) => (one ? [one.at, pick(one)] : [line[index + 1]?.at ?? end, null]))
  const shade = { type: 'line', stack: 'spread', symbol: 'none', silent: true, lineStyle: { opacity: 0 } }
  return {
    grid: { left: 4, right: 12, top: 12, bottom: 4, containLabel: true },
    xAxis: {
      type: 'value',
      min: start,
      max: end,
      splitLine: { show: false },
      axisLine: { lineStyle: { color: colour('line-strong') } },
      axisTick: { customValues: marks },
      axisLabel: { ...text, customValues: marks, formatter: picture.tick, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: low,
      max: high,
      axisLabel: { ...text, formatter: picture.value, showMinLabel: false, showMaxLabel: false },
      splitLine: { lineStyle: { color: colour('line') } },
    },
    tooltip: tooltip(picture),
    series: [
      {
        type: 'line',
        data: [],
        silent: true,
        markArea: {
          silent: true,
          itemStyle: { color: colour('brand-soft'), opacity: 0.9 },
          data: usualAreas(picture),
        },
      },
      {
        type: 'line',
        data: [],
        silent: true,
        markArea: { silent: true, data: limitAreas(picture, { low, high }) },
      },
      { ...shade, data: drawn((one) => one.low) },
      {
        ...shade,
        data: drawn((one) => one.high - one.low),
        areaStyle: { color: colour('brand'), opacity: sparse ? 0 : 0.25 },
      },
      {
        type: 'line',
        name: metric,
        data: drawn((one) => one.middle),
        symbol: 'circle',
        symbolSize: sparse ? 7 : 3,
        showSymbol: sparse,
        connectNulls: false,
        lineStyle: { color: colour('brand'), width: 2 },
        itemStyle: { color: colour('brand') },
        markLine: {
          symbol: 'none',
          silent: true,
          label: {
            show: true,
            position: 'insideStartTop',
            color: colour('text'),
            fontSize,
            formatter: '{b}',
          },
          data: picture.limits
            .filter((one) => one.fires_at > low && one.fires_at < high)
            .map((one) => ({
              name: picture.words.limit(one),
              yAxis: one.fires_at,
              lineStyle: {
                color: colour(one.severity === 'critical' ? 'critical' : 'warning-text'),
                type: one.severity === 'critical' ? 'solid' : 'dashed',
                width: 1,
              },
            })),
        },
      },
    ],
  }
}

/** The box beside a finger; drawn on the canvas, for the page's policy lets no style of its own through. */
function tooltip({ points, colour, fontSize, moment, value }: Picture) {
  return {
    trigger: 'axis',
    renderMode: 'richText',
    confine: true,
    backgroundColor: colour('card'),
    borderColor: colour('line-strong'),
    textStyle: { color: colour('text'), fontSize },
    axisPointer: { type: 'line', lineStyle: { color: colour('line-strong') }, label: { show: false } },
    formatter: (shown: { value: [number, number | null] }[]) => {
      const at = shown[0]?.value[0]
      const point = points.find((one) => one.at === at)
      if (at === undefined || !point) return ''
      const spread = point.low === point.high ? '' : ` (${value(point.low)}–${value(point.high)})`
      return `${moment(at)}\n${value(point.middle)}${spread}`
    },
  }
}
