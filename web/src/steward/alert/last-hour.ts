import type { EChartsCoreOption } from 'echarts/core'
import type { AlertShape, SeriesData, SeriesShape } from '@/api'
import { colour } from '@/parts/colours'

type Metric = SeriesData['query']['metric']

const HOUR = 3_600_000
const LONGEST = 24 * HOUR
const DRAWN = new Set<string>([
  'heart_rate',
  'spo2',
  'systolic_pressure',
  'diastolic_pressure',
  'body_temperature',
  'respiratory_rate',
  'glucose',
  'battery',
])

/** What is drawn beside an alert: its own metric; the heart's rate where that has no curve (a fall, a door). */
export const metricOf = (alert: AlertShape): Metric =>
  (DRAWN.has(alert.metric) ? alert.metric : 'heart_rate') as Metric

/** The last hour of what is open, reaching back to its beginning; of what is over, from half an hour before on. */
export function spanOf(alert: AlertShape, now: number): { start: string; end: string } {
  const began = new Date(alert.started_at).getTime() - HOUR / 2
  const ended =
    alert.state === 'resolved' ? new Date(alert.ended_at ?? alert.started_at).getTime() + HOUR / 2 : now
  const end = Math.min(now, Math.max(ended, began + HOUR))
  const start = Math.max(Math.min(began, end - HOUR), end - LONGEST)
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() }
}

/** Points in time and value, of all devices that measured it. */
export function drawn(found: SeriesShape | null): [number, number][] {
  if (!found) return []
  const at =
    found.columns.indexOf('value') > 0 ? found.columns.indexOf('value') : found.columns.indexOf('mean')
  return found.series
    .flatMap((one) => one.points.map((point): [number, number] => [point[0] ?? 0, point[at] ?? 0]))
    .sort((one, other) => one[0] - other[0])
}

export function chartOf(
  alert: AlertShape,
  found: SeriesShape | null,
  points: [number, number][],
): EChartsCoreOption {
  const shows = alert.metric === found?.metric && alert.limit !== null && alert.kind !== 'rate'
  const values = points.map(([, value]) => value)
  if (shows && alert.limit !== null) values.push(alert.limit)
  const low = Math.min(...values)
  const high = Math.max(...values)
  const room = Math.max((high - low) * 0.15, 1)
  const axis = {
    axisLine: { lineStyle: { color: colour('line-strong') } },
    axisLabel: { color: colour('text-soft') },
  }
  return {
    grid: { left: 8, right: 12, top: 14, bottom: 4, containLabel: true },
    xAxis: {
      type: 'time',
      min: found ? new Date(found.start).getTime() : undefined,
      max: found ? new Date(found.end).getTime() : undefined,
      splitNumber: 3,
      ...axis,
      axisLabel: { ...axis.axisLabel, hideOverlap: true, formatter: '{HH}:{mm}' },
    },
    yAxis: {
      type: 'value',
      min: Math.floor(low - room),
      max: Math.ceil(high + room),
      splitNumber: 3,
      splitLine: { lineStyle: { color: colour('line') } },
      ...axis,
    },
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    series: [
      {
        type: 'line',
        data: points,
        showSymbol: points.length < 12,
        lineStyle: { width: 2, color: colour('brand') },
        itemStyle: { color: colour('brand') },
        markLine: shows
          ? {
              symbol: 'none',
              silent: true,
              lineStyle: { color: colour('critical'), type: 'dashed', width: 2 },
              label: { color: colour('text'), formatter: '{c}', position: 'insideEndTop' },
              data: [{ yAxis: alert.limit }],
            }
          : undefined,
        markArea: {
          silent: true,
          itemStyle: { color: colour('critical'), opacity: 0.12 },
          data: [
            [
              { xAxis: new Date(alert.started_at).getTime() },
              {
                xAxis: alert.ended_at
                  ? new Date(alert.ended_at).getTime()
                  : new Date(found?.end ?? 0).getTime(),
              },
            ],
          ],
        },
      },
    ],
  }
}
