// Elements are built from text nodes and attributes only; nothing here parses HTML.
const SVG = 'http://www.w3.org/2000/svg'

/** h('button', {class: 'row', onclick}, 'text', child) */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  fill(element, children)
  return element
}

/** Replaces the children of an element. */
export function fill(element, children) {
  element.replaceChildren(
    ...children.flat().filter(child => child !== null && child !== undefined && child !== false),
  )
  return element
}

const PATHS = {
  chats:
    'M12 4c4.7 0 8.5 3 8.5 6.9 0 3.8-3.8 6.9-8.5 6.9-.9 0-1.8-.1-2.6-.3L5.5 19.5l.9-3.2C4.7 15 3.5 13.1 3.5 10.9 3.5 7 7.3 4 12 4Z',
  contacts: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.6-3.6 3.6-5.5 7.5-5.5s6.9 1.9 7.5 5.5Z',
  discover: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17Zm3.6-12.1-2 5.2-5.2 2 2-5.2Z',
  me: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM8.5 14c.8 1.5 2 2.2 3.5 2.2s2.7-.7 3.5-2.2M9 9.8v.4M15 9.8v.4',
  back: 'm14.5 5-7 7 7 7',
  close: 'm6 6 12 12M18 6 6 18',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  scan: 'M4 8.5V6a2 2 0 0 1 2-2h2.5M15.5 4H18a2 2 0 0 1 2 2v2.5M20 15.5V18a2 2 0 0 1-2 2h-2.5M8.5 20H6a2 2 0 0 1-2-2v-2.5M4 12h16',
  forward: 'M13 5.5 20.5 12 13 18.5V14.5c-4.5 0-7.3 1.3-9.5 4.5.6-5.5 3.7-9 9.5-9.5Z',
  moment: 'M12 3.500a8.5 8.5 0 1 0 0 17 8.500 8.500 0 0 0 0-17ZM12 8.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7ZM12 3.500l2.500 6M20.500 12l-6 2.500M12 20.500l-2.500-6M3.500 12l6-2.500',
  refresh: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4M17.5 3v4h-4',
  copy: 'M9 9h10v11H9ZM15 9V4H5v11h4',
  link: 'M10 14a4 4 0 0 0 5.7.3l3-3a4 4 0 0 0-5.7-5.7L11.8 6.8M14 10a4 4 0 0 0-5.7-.3l-3 3A4 4 0 0 0 11 18.4l1.2-1.2',
  next: 'm9.5 5.5 6.5 6.5-6.5 6.5',
  mini: 'M13.5 7.5c0-2 1.4-3.2 3.2-3.2 2 0 3.3 1.3 3.3 3 0 1.8-1.3 2.8-3 2.8M10.5 16.5c0 2-1.4 3.2-3.2 3.2-2 0-3.3-1.3-3.3-3 0-1.8 1.3-2.8 3-2.8M13.5 7.5v3c0 2-1.3 2-1.5 2s-1.5.4-1.5 2v2',
  tick: 'm5 12.5 4.5 4.5L19 7.5',
  keyboard: 'M3.5 7h17v10.5h-17ZM7 10.5h.01M12 10.5h.01M17 10.5h.01M8 14.5h8',
  list: 'M8 7h11M8 12h11M8 17h11M4.5 7h.01M4.5 12h.01M4.5 17h.01',
  photo: 'M4 5.5h16v13H4ZM4 15l4.5-4 4 4 2.5-2 5 4M15.5 9.5h.01',
  voice: 'M12 15.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3ZM6.5 12a5.5 5.5 0 0 0 11 0M12 17.5V21',
  play: 'M8 5.5v13l10.5-6.5Z',
  music: 'M9 18.5V6l10-2v12M9 18.5a2.5 2.5 0 1 1-2.5-2.5A2.5 2.5 0 0 1 9 18.5ZM19 16a2.5 2.5 0 1 1-2.5-2.5A2.5 2.5 0 0 1 19 16Z',
  place: 'M12 21s6.5-6 6.5-11a6.5 6.5 0 1 0-13 0c0 5 6.5 11 6.5 11ZM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  bell: 'M6 16.5V11a6 6 0 1 1 12 0v5.5l1.5 1.5h-15ZM10 20.5h4',
  plus: 'M12 5.5v13M5.5 12h13',
  person: 'M12 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM5.5 19.5c.6-3.4 3-5 6.5-5s5.9 1.6 6.5 5Z',
  phone:
    'M8 3.5h8a1.5 1.5 0 0 1 1.5 1.5v14a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 19V5A1.5 1.5 0 0 1 8 3.5ZM11 18h2',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5V12l3 2',
  signal: 'M3 17v2M8 13.5V19M13 10v9M18 6v13',
  wifi: 'M3 9.5a13 13 0 0 1 18 0M6.5 13a8 8 0 0 1 11 0M10 16.5a3 3 0 0 1 4 0',
  battery:
    'M3 8h16a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1ZM22.5 11v2M4.5 10.5h13v3h-13Z',
}

/** One icon of our own small set. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', `icon icon-${name}`)
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', PATHS[name])
  svg.append(path)
  return svg
}

/** A person's picture. */
export function portrait(person, size = 48) {
  return h('img', { class: 'portrait', src: person.avatar, alt: '', width: size, height: size })
}
