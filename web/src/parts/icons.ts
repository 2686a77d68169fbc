/** Our own icons, as paths on a 24 × 24 ground: lines of width 2. */
export const ICONS = {
  home: 'M4 11 12 4l8 7v9h-5v-6H9v6H4z',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4',
  message: 'M4 5h16v11H9l-5 4z',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-5 5-6 8-6s7 1 8 6',
  list: 'M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01',
  building: 'M5 21V4h10v17M15 9h4v12M3 21h18M8 8h.01M12 8h.01M8 12h.01M12 12h.01M8 16h.01M12 16h.01',
  calendar: 'M4 6h16v15H4zM4 10h16M8 3v4M16 3v4',
  watch: 'M8 7h8v10H8zM9 7l1-4h4l1 4M9 17l1 4h4l1-4M12 10v2l1 1',
  ruler: 'M3 16 16 3l5 5L8 21zM8 11l2 2M11 8l2 2M14 5l2 2',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  phone:
    'M6 3h4l1.5 5L9 10c1 2.500 2.500 4 5 5l2-2.500 5 1.500v4c0 1.500-1.500 2-3 2C10 20 4 14 4 6c0-1.500.5-3 2-3z',
  heart:
    'M12 20C5 15 3 11.500 4 8.500 5 5.500 9.500 5 12 8.500 14.500 5 19 5.500 20 8.500 21 11.500 19 15 12 20z',
  door: 'M6 21V3h10v18M3 21h18M13 12h.01',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2',
  check: 'M4 12.500 10 18 20 6',
  warning: 'M12 4 22 20H2zM12 10v5M12 17.500h.01',
  critical: 'M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16h.01',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8h.01',
  technical:
    'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2 2M16.400 16.400l2 2M5.600 18.400l2-2M16.400 7.600l2-2',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  level: 'M5 12h14',
  eye: 'M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  key: 'M14 10a4 4 0 1 0-4 4l1-1 8 8h2v-3l-8-7zM8.500 9.500h.01',
  walk: 'M13 4h.01M8 21l3-6-2-3 3-4 3 3h3M11 15l3 2 1 4M9 12l-3 1-1 3',
  camera: 'M4 7h4l2-3h4l2 3h4v13H4zM12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8z',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  download: 'M12 4v11M7 11l5 5 5-5M4 20h16',
  away: 'M4 21V10l6-5 4 3.500M15 12h6M18 9l3 3-3 3M8 21v-6h4v6',
  mute: 'M4 9h4l5-4v14l-5-4H4zM17 9l4 6M21 9l-4 6',
  sound: 'M4 9h4l5-4v14l-5-4H4zM16 9c2 2 2 4 0 6M19 6c4 4 4 8 0 12',
} as const

export type IconName = keyof typeof ICONS
