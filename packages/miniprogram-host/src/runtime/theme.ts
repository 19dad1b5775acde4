/* Values like `@bar` of app.json stand for a colour of theme.json, one for light and one for dark. */

const dark = window.matchMedia('(prefers-color-scheme: dark)')

/** The value itself, or what the theme says today. */
export function themed<T extends string>(value: T | undefined): T | undefined {
  if (!value?.startsWith('@'))
    return value
  const { theme } = window.__KELIU_APP__
  return (dark.matches ? theme?.dark : theme?.light)?.[value.slice(1)] as T | undefined
}

export function onThemeChange(run: () => void): void {
  dark.addEventListener('change', run)
}
