/** Surnames of two characters; all others have one. */
const TWO = new Set([
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '司徒',
  '东方',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '令狐',
  '端木',
])

/** The least of a name that a hall may read: the surname. */
export function surname(name: string): string {
  if (/\p{Script=Han}/u.test(name)) return TWO.has(name.slice(0, 2)) ? name.slice(0, 2) : name.slice(0, 1)
  return name.trim().split(/\s+/).at(-1) ?? name
}
