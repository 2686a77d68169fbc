import { listAreas, type AreaKind, type AreaShape } from '@/api'

/** All areas that one keeps, of one kind or of all, page by page to the end. */
export async function allAreas(kind?: AreaKind): Promise<AreaShape[]> {
  const items: AreaShape[] = []
  let after = ''
  for (;;) {
    const query = { limit: 200, ...(kind && { kind }), ...(after && { after }) }
    const { data } = await listAreas({ query })
    items.push(...data.items)
    if (!data.next) return items
    after = data.next
  }
}

/** By the numbers in their names: 2 号楼 before 10 号楼. */
export function byName(one: { name: string }, other: { name: string }): number {
  return one.name.localeCompare(other.name, 'zh-CN', { numeric: true })
}
