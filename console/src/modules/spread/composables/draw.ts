import type { Spot } from './layout'
import { stepOf } from './layout'

/** Where the picture stands: its middle on the screen, and how much larger than drawn. */
export interface View { x: number, y: number, scale: number }
export interface Paint { line: string, way: string, text: string, panel: string, staff: string, nobody: string, money: string[] }
export interface Picture { spots: Spot[], view: View, way: Set<Spot>, mark: Spot | null, most: number, paint: Paint, font: string }

const LABELS = 60

/** Fits all spots into a box, with a margin for names. */
export function fit(spots: Spot[], width: number, height: number): View {
  if (spots.length === 0)
    return { x: width / 2, y: height / 2, scale: 1 }
  const xs = spots.flatMap(one => [one.x - one.r, one.x + one.r])
  const ys = spots.flatMap(one => [one.y - one.r, one.y + one.r])
  const [left, right] = extent(xs)
  const [top, bottom] = extent(ys)
  const scale = Math.min((width - 120) / Math.max(right - left, 1), (height - 72) / Math.max(bottom - top, 1), 1.6)
  return { x: width / 2 - (left + right) / 2 * scale, y: height / 2 - (top + bottom) / 2 * scale, scale }
}

function extent(values: number[]): [number, number] {
  let [least, most] = [Infinity, -Infinity]
  for (const value of values) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return [least, most]
}

/** One frame: lines, then places by colour (few changes of state), then the names that find room. */
export function draw(canvas: CanvasRenderingContext2D, picture: Picture, width: number, height: number, ratio: number): void {
  const { view, paint } = picture
  canvas.setTransform(ratio, 0, 0, ratio, 0, 0)
  canvas.clearRect(0, 0, width, height)
  const seen = picture.spots.filter(one => visible(one, view, width, height))
  lines(canvas, picture, width, height)
  const batches = new Map<string, Spot[]>()
  for (const spot of seen) {
    const color = colorOf(spot, picture)
    const batch = batches.get(color)
    if (batch)
      batch.push(spot)
    else
      batches.set(color, [spot])
  }
  for (const [color, batch] of batches) {
    canvas.fillStyle = color
    canvas.beginPath()
    for (const spot of batch)
      shape(canvas, spot, view)
    canvas.fill()
    if (picture.spots.length < 1500) {
      canvas.lineWidth = 1.5
      canvas.strokeStyle = paint.panel
      canvas.stroke()
    }
  }
  if (picture.mark)
    ring(canvas, picture.mark, picture)
  names(canvas, picture, seen)
}

function visible(spot: Spot, view: View, width: number, height: number): boolean {
  const [x, y] = [view.x + spot.x * view.scale, view.y + spot.y * view.scale]
  return x > -40 && y > -40 && x < width + 40 && y < height + 40
}

function size(spot: Spot, view: View): number {
  return Math.max(spot.r * view.scale, spot.node.kind === 'staff' ? 4 : 1.6)
}

function shape(canvas: CanvasRenderingContext2D, spot: Spot, view: View): void {
  const [x, y, r] = [view.x + spot.x * view.scale, view.y + spot.y * view.scale, size(spot, view)]
  if (spot.node.kind === 'staff') {
    canvas.roundRect(x - r, y - r, r * 2, r * 2, r * 0.4)
    return
  }
  canvas.moveTo(x + r, y)
  canvas.arc(x, y, r, 0, Math.PI * 2)
}

/** Lines with both ends beyond the same side of the box are not drawn: close up that is most of them. */
function lines(canvas: CanvasRenderingContext2D, { spots, view, way, paint }: Picture, width: number, height: number): void {
  const path = (list: Iterable<Spot>): void => {
    canvas.beginPath()
    for (const spot of list) {
      if (!spot.parent)
        continue
      const [ax, ay] = [view.x + spot.parent.x * view.scale, view.y + spot.parent.y * view.scale]
      const [bx, by] = [view.x + spot.x * view.scale, view.y + spot.y * view.scale]
      if ((ax < 0 && bx < 0) || (ay < 0 && by < 0) || (ax > width && bx > width) || (ay > height && by > height))
        continue
      canvas.moveTo(ax, ay)
      canvas.lineTo(bx, by)
    }
    canvas.stroke()
  }
  canvas.lineWidth = Math.max(0.5, Math.min(1.4, view.scale * 1.4))
  canvas.strokeStyle = paint.line
  path(spots)
  if (way.size > 1) {
    canvas.lineWidth = 2.5
    canvas.strokeStyle = paint.way
    path(way)
  }
}

function ring(canvas: CanvasRenderingContext2D, spot: Spot, { view, paint }: Picture): void {
  canvas.beginPath()
  canvas.lineWidth = 2.5
  canvas.strokeStyle = paint.way
  canvas.arc(view.x + spot.x * view.scale, view.y + spot.y * view.scale, size(spot, view) + 4, 0, Math.PI * 2)
  canvas.stroke()
}

function colorOf(spot: Spot, { paint, most }: Picture): string {
  if (spot.node.kind === 'staff')
    return paint.staff
  if (spot.node.kind === 'share')
    return paint.nobody
  return paint.money[stepOf(spot.node.own.fen + spot.node.below.fen, most)]!
}

/** Names of the weightiest first; one that would lie on another waits for a closer look. */
function names(canvas: CanvasRenderingContext2D, { view, way, mark, paint, font }: Picture, seen: Spot[]): void {
  const large = seen.filter(one => size(one, view) >= 4 || one === mark || way.has(one))
  const ranked = large.sort((a, b) => rank(b, way, mark) - rank(a, way, mark)).slice(0, LABELS * 4)
  const taken: [number, number, number, number][] = []
  canvas.font = `12px ${font}`
  canvas.textAlign = 'center'
  canvas.textBaseline = 'top'
  canvas.lineWidth = 3
  canvas.lineJoin = 'round'
  let shown = 0
  for (const spot of ranked) {
    const told = spot === mark || way.has(spot)
    if (!spot.node.name || shown >= LABELS)
      continue
    const [x, y] = [view.x + spot.x * view.scale, view.y + spot.y * view.scale + size(spot, view) + 3]
    const half = canvas.measureText(spot.node.name).width / 2 + 2
    const box: [number, number, number, number] = [x - half, y, x + half, y + 15]
    if (!told && taken.some(one => one[0] < box[2] && one[2] > box[0] && one[1] < box[3] && one[3] > box[1]))
      continue
    taken.push(box)
    shown++
    canvas.strokeStyle = paint.panel
    canvas.strokeText(spot.node.name, x, y)
    canvas.fillStyle = paint.text
    canvas.fillText(spot.node.name, x, y)
  }
}

function rank(spot: Spot, way: Set<Spot>, mark: Spot | null): number {
  return (spot === mark ? 1e6 : 0) + (way.has(spot) ? 1e5 : 0) + (spot.node.kind === 'staff' ? 1e4 : 0) + spot.r
}
