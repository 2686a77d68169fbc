const SYSTEMS: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'Mac'],
  [/Linux/, 'Linux'],
]
const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/, '微信 WeChat'],
  [/Edg/, 'Edge'],
  [/HuaweiBrowser/, 'Huawei Browser'],
  [/MiuiBrowser/, 'Mi Browser'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
]

/** A browser's name for itself in words that its person knows it by; names are the same in all languages. */
export function deviceOf(agent: string): string {
  const named = (table: [RegExp, string][]) => table.find(([word]) => word.test(agent))?.[1]
  const known = [named(SYSTEMS), named(BROWSERS)].filter(Boolean).join(' · ')
  return known || agent.slice(0, 40)
}
