type Rgb = [number, number, number]

const WHITE: Rgb = [255, 255, 255]
const NIGHT: Rgb = [14, 21, 18]
const READABLE = 4.5
const FALLBACK: Rgb = [19, 122, 99]

/** `#rgb` or `#rrggbb`; anything else is the project's own green. */
export function parseColor(text: string): Rgb {
  const match = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(text.trim())
  const digits = match?.[1]
  if (!digits)
    return FALLBACK
  const full = digits.length === 3 ? [...digits].map(digit => digit + digit).join('') : digits
  return [0, 2, 4].map(at => Number.parseInt(full.slice(at, at + 2), 16)) as Rgb
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((part) => {
    const share = part / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function mix(color: Rgb, other: Rgb, share: number): Rgb {
  return color.map((part, at) => Math.round(part + ((other[at] ?? 0) - part) * share)) as Rgb
}

/** Moves a colour step by step towards another until text on `ground` can be read. */
function readable(color: Rgb, ground: Rgb, towards: Rgb): Rgb {
  let share = 0
  let result = color
  while (contrast(result, ground) < READABLE && share < 1) {
    share += 0.05
    result = mix(color, towards, share)
  }
  return result
}

const css = (color: Rgb): string => `rgb(${color.join(' ')})`

/** A merchant may choose any colour; these variables stay readable with white text on them and as text themselves. */
export function accentVars(color: string): Record<string, string> {
  const chosen = parseColor(color)
  const ground = readable(chosen, WHITE, [0, 0, 0])
  const tintDay = mix(WHITE, ground, 0.12)
  const tintNight = mix(NIGHT, ground, 0.3)
  return {
    '--accent': css(ground),
    '--accent-deep': css(mix(ground, [0, 0, 0], 0.35)),
    '--accent-day': css(readable(ground, tintDay, [0, 0, 0])),
    '--accent-night': css(readable(chosen, tintNight, WHITE)),
    '--tint-day': css(tintDay),
    '--tint-night': css(tintNight),
    '--accent-rgb': ground.join(' '),
  }
}
