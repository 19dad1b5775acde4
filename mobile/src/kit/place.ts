interface Spot { lat: number, lng: number }

const AXIS = 6378245
const OFF = 0.006693421622965943
/** Outside of this nobody shifts maps. */
const CHINA = { south: 0.8293, north: 55.8271, west: 72.004, east: 137.8347 }

function wave(x: number): number {
  return (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2 / 3
}
function north(x: number, y: number): number {
  const base = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x))
  const slow = (20 * Math.sin(y * Math.PI) + 40 * Math.sin(y / 3 * Math.PI)) * 2 / 3
  return base + wave(x) + slow + (160 * Math.sin(y / 12 * Math.PI) + 320 * Math.sin(y * Math.PI / 30)) * 2 / 3
}
function east(x: number, y: number): number {
  const base = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x))
  const slow = (20 * Math.sin(x * Math.PI) + 40 * Math.sin(x / 3 * Math.PI)) * 2 / 3
  return base + wave(x) + slow + (150 * Math.sin(x / 12 * Math.PI) + 300 * Math.sin(x / 30 * Math.PI)) * 2 / 3
}

/** What a satellite says (WGS-84) as Chinese maps count (GCJ-02). */
export function toGcj({ lat, lng }: Spot): Spot {
  if (lat < CHINA.south || lat > CHINA.north || lng < CHINA.west || lng > CHINA.east)
    return { lat, lng }
  const turn = lat / 180 * Math.PI
  const magic = 1 - OFF * Math.sin(turn) ** 2
  const root = Math.sqrt(magic)
  const up = north(lng - 105, lat - 35) * 180 / (AXIS * (1 - OFF) / (magic * root) * Math.PI)
  const right = east(lng - 105, lat - 35) * 180 / (AXIS / root * Math.cos(turn) * Math.PI)
  return { lat: lat + up, lng: lng + right }
}
