/** The few words of the worker, which cannot load the app's: in the language of the message. */
const ZH = {
  title: '扶手：有新消息',
  answered: '已应答：您在处理',
  over: '已有人应答，或已结束',
  failed: '没能应答：连不上服务器',
  actions: { acknowledge: '我来处理', call: '打电话', open: '查看' },
}
const EN: typeof ZH = {
  title: 'Banister: something new',
  answered: 'Answered: you are on it',
  over: 'Answered by somebody, or over',
  failed: 'Not answered: no connection',
  actions: { acknowledge: 'I am on it', call: 'Call', open: 'Look' },
}

/** Chinese for `zh…`, English for every other. */
export function words(language: string): typeof ZH {
  return language.toLowerCase().startsWith('zh') ? ZH : EN
}
