import { createApp } from 'vue'
import '@/styles/tokens.css'
import '@/styles/base.css'
import '@/api'
import App from '@/shell/App.vue'
import { startAlarm } from '@/shell/alarm'
import { dressDocument } from '@/shell/appearance'
import { router } from '@/shell/router'
import { i18n, preferredLanguage, setLanguage } from '@/locales'
import { startWorker } from '@/shell/worker'

async function start(): Promise<void> {
  dressDocument()
  startAlarm()
  await setLanguage(preferredLanguage())
  createApp(App).use(i18n).use(router).mount('#app')
  startWorker()
}

void start()
