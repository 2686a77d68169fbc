import type { AreaShape } from '@/api'

export interface Placed {
  area: AreaShape
  depth: number
}

/** Areas as a tree is read: each below the one that it lies in, by name. What lies in none of these stands at the top. */
export function inOrder(areas: AreaShape[]): Placed[] {
  const known = new Set(areas.map((one) => one.id))
  const below = new Map<string, AreaShape[]>()
  for (const one of areas) {
    const parent = one.parent && known.has(one.parent) ? one.parent : ''
    below.set(parent, [...(below.get(parent) ?? []), one])
  }
  const found: Placed[] = []
  const walk = (parent: string, depth: number): void => {
    const here = below.get(parent) ?? []
    here.sort((a, b) => a.name.localeCompare(b.name, 'zh-CN', { numeric: true }))
    for (const area of here) {
      found.push({ area, depth })
      walk(area.id, depth + 1)
    }
  }
  walk('', 0)
  return found
}
