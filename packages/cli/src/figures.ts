/** `1,234,567` */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

const scales = [
  { at: 1e9, unit: 'G' },
  { at: 1e6, unit: 'M' },
  { at: 1e4, unit: 'k', divisor: 1e3 },
]

/** Short enough for a column: `999`, `9,999`, `12.3k`, `4.5M`. */
export function shortCount(value: number): string {
  const scale = scales.find(({ at }) => Math.abs(value) >= at)
  if (scale === undefined) return count(value)
  const scaled = value / (scale.divisor ?? scale.at)
  return `${scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1).replace('.0', '')}${scale.unit}`
}

/** Events per second: one decimal below 100. */
export function rate(value: number): string {
  if (!Number.isFinite(value)) return '-'
  return value < 100 ? value.toFixed(1) : shortCount(value)
}

/** Receive time minus venue time. Negative when the local clock is behind. */
export function lag(ms: number): string {
  if (!Number.isFinite(ms)) return '-'
  const size = Math.abs(ms)
  if (size < 10) return `${ms.toFixed(1)} ms`
  if (size < 1_000) return `${Math.round(ms)} ms`
  if (size < 100_000) return `${(ms / 1_000).toFixed(1)} s`
  return duration(ms)
}

/** `4.2 s`, `1m 05s`, `2h 03m`, `3d 04h` */
export function duration(ms: number): string {
  if (ms < 0) return `-${duration(-ms)}`
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`
  const total = Math.round(ms / 1_000)
  if (total < 60) return `${total} s`
  const [days, hours, minutes, seconds] = [
    Math.floor(total / 86_400),
    Math.floor(total / 3_600) % 24,
    Math.floor(total / 60) % 60,
    total % 60,
  ]
  const two = (value: number) => String(value).padStart(2, '0')
  if (days > 0) return `${days}d ${two(hours)}h`
  return hours > 0 ? `${hours}h ${two(minutes)}m` : `${minutes}m ${two(seconds)}s`
}

/** `00:12`, `1:02:03`: a running clock. */
export function clock(ms: number): string {
  const total = Math.floor(ms / 1_000)
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(total / 3_600)
  return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`
}

/** A price as the venue would write it, without float noise: 10 significant digits at most. */
export function price(value: number): string {
  if (!Number.isFinite(value)) return '-'
  const [whole = '0', fraction] = plain(value).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

function plain(value: number): string {
  const text = String(Number(value.toPrecision(10)))
  return text.includes('e') ? value.toFixed(12).replace(/0+$/, '') : text
}

/** `1.2 MB` */
export function bytes(value: number): string {
  if (value < 1_000) return `${value} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  const power = Math.min(Math.floor(Math.log10(value) / 3), units.length)
  return `${(value / 10 ** (3 * power)).toFixed(1)} ${units[power - 1]}`
}

/** One or many: `1 stream`, `2 streams`. */
export function plural(value: number, one: string, many: string = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}
