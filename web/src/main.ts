import { createApp } from 'vue'
import '@/styles/tokens.css'
import '@/styles/base.css'
import '@/api'
import App from '@/shell/App.vue'
import { startAlarm } from '@/shell/alarm'
import { startAlerts } from '@/shell/alerts'
import { dressDocument } from '@/shell/appearance'
import { fetchAhead, router } from '@/shell/router'
import { whoIsHere } from '@/shell/session'
import { i18n, LANGUAGES, preferredLanguage, setLanguage } from '@/locales'
import { startInstaller } from '@/shell/install'
import { startTitle } from '@/shell/title'
import { mayReload, noteReload, startTrouble } from '@/shell/trouble'
import { startWorker } from '@/shell/worker'

async function start(): Promise<void> {
  dressDocument()
  startTrouble()
  void whoIsHere()
  fetchAhead(preferredLanguage())
  await speak()
  startTitle()
  startInstaller()
  startAlarm()
  startAlerts()
  createApp(App).use(i18n).use(router).mount('#app')
  startWorker()
}

/** Begin in the language that is preferred, or in the other one where its words cannot be had. */
async function speak(): Promise<void> {
  const first = preferredLanguage()
  try {
    await setLanguage(first)
  } catch (error) {
    const other = LANGUAGES.find((one) => one !== first)
    if (!other) throw error
    await setLanguage(other)
    // What was chosen stays chosen: the next start tries it again.
    localStorage.setItem('language', first)
  }
}

/** Nothing could be loaded: say so in both languages, without anything that would have to be loaded. */
function giveUp(error: unknown): void {
  console.error(error)
  if (mayReload()) {
    noteReload()
    return window.location.reload()
  }
  const place = document.getElementById('app')
  const button = document.createElement('button')
  button.className = 'tap strong'
  button.textContent = '再试一次 · Try again'
  button.onclick = () => window.location.reload()
  const says = document.createElement('p')
  says.setAttribute('role', 'alert')
  says.textContent = '打不开页面，请检查网络。The app cannot be opened: please check the network.'
  const card = document.createElement('div')
  card.className = 'card stack'
  card.append(says, button)
  place?.replaceChildren(card)
}

start().catch(giveUp)
