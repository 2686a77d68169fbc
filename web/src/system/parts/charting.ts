import type { EChartsCoreOption } from 'echarts/core'
import { colour } from '@/parts/colours'
import { useAppearance } from '@/shell/appearance'

/** The colours and sizes that charts are drawn with, as the theme has them now. */
export interface Ink {
  text: string
  soft: string
  line: string
  card: string
  brand: string
  critical: string
  warning: string
  info: string
  technical: string
  size: number
}

/** Give the ink; asked inside of a `computed` it follows theme and large mode. */
export function useInk(): () => Ink {
  const { chosen, isDark } = useAppearance()
  return () => {
    void isDark.value
    return {
      text: colour('text'),
      soft: colour('text-soft'),
      line: colour('line'),
      card: colour('card'),
      brand: colour('brand'),
      critical: colour('critical'),
      warning: colour('warning'),
      info: colour('info'),
      technical: colour('technical'),
      size: chosen.large ? 17 : 12,
    }
  }
}

/** What all charts have: letters, a tooltip without HTML, room for the axes. */
export function ground(ink: Ink): EChartsCoreOption {
  return {
    textStyle: { color: ink.text, fontSize: ink.size },
    grid: { left: 8, right: 12, top: 34, bottom: 8, containLabel: true },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      backgroundColor: ink.card,
      borderColor: ink.line,
      textStyle: { color: ink.text, fontSize: ink.size },
      confine: true,
    },
    legend: { top: 0, left: 0, textStyle: { color: ink.text, fontSize: ink.size }, itemGap: 14 },
  }
}

export function axis(ink: Ink, more: object = {}): object {
  return {
    axisLabel: { color: ink.soft, fontSize: ink.size, hideOverlap: true },
    axisLine: { lineStyle: { color: ink.line } },
    splitLine: { lineStyle: { color: ink.line } },
    nameTextStyle: { color: ink.soft, fontSize: ink.size },
    ...more,
  }
}
