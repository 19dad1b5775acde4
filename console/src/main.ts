import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import App from '@/app/App.vue'
import { firstLocale, i18n, setLocale } from '@/app/i18n'
import { queryClient } from '@/app/query'
import { router } from '@/app/router'
import { startTheme } from '@/app/theme'
import 'element-plus/theme-chalk/dark/css-vars.css'
import '@/ui/tokens.css'
import '@/ui/base.css'
import '@/ui/element.css'

async function start(): Promise<void> {
  startTheme()
  await setLocale(firstLocale())
  createApp(App)
    .use(i18n)
    .use(router)
    .use(VueQueryPlugin, { queryClient, enableDevtoolsV6Plugin: false })
    .mount('#app')
}

void start()
