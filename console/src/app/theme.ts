import { usePreferredDark } from '@vueuse/core'
import { computed, ref, watchEffect } from 'vue'

export type Theme = 'light' | 'dark' | 'system'
export const THEMES: readonly Theme[] = ['light', 'dark', 'system']
const KEPT = 'keliu.theme'

const kept = localStorage.getItem(KEPT)
export const theme = ref<Theme>((THEMES as readonly (string | null)[]).includes(kept) ? kept as Theme : 'system')
const prefersDark = usePreferredDark()
export const isDark = computed(() => theme.value === 'dark' || (theme.value === 'system' && prefersDark.value))

export function startTheme(): void {
  watchEffect(() => document.documentElement.classList.toggle('dark', isDark.value))
}

export function setTheme(next: Theme): void {
  theme.value = next
  localStorage.setItem(KEPT, next)
}
