import type { Candle } from './textbook-candles.ts'

/** Colours with a contrast of 3 : 1 and more on white as well as on black, so that one picture suits both. */
export const colours = {
  up: '#16957f',
  down: '#e5484d',
  muted: '#7b8698',
  lines: ['#3478e5', '#d9730d', '#9a5fd8', '#0f94b5', '#d6409f', '#7e8c1c', '#a8673f', '#7b8698'],
} as const

/** Where a value stands between two edges of the picture, counted from above. */
export interface Scale {
  (value: number): number
}

export function scaleOf(low: number, high: number, top: number, bottom: number): Scale {
  const reach = high - low
  if (reach === 0) return () => (top + bottom) / 2
  return (value) => bottom - ((value - low) / reach) * (bottom - top)
}

/** One decimal, and no more signs than it needs. */
export function figure(value: number): string {
  const text = (Math.round(value * 10) / 10).toString()
  return text === '-0' ? '0' : text
}

/** `<path stroke="…" d="…"/>`; nothing for an empty path. */
export function path(d: string, attributes: Readonly<Record<string, string | number>>): string {
  if (d === '') return ''
  const list = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`)
  return `<path${list.join('')} d="${d}"/>`
}

export function label(text: string, x: number, y: number, attributes = ''): string {
  return `<text x="${figure(x)}" y="${figure(y)}" fill="${colours.muted}"${attributes}>${text}</text>`
}

/** Wicks and bodies are strokes: thin ones, and thick ones over them. */
export function candles(bars: readonly Candle[], x: (slot: number) => number, y: Scale, body: number, opacity: number): string {
  const sides = [
    { colour: colours.up, rises: true },
    { colour: colours.down, rises: false },
  ]
  const drawn = sides.map(({ colour, rises }) => {
    let [wicks, bodies] = ['', '']
    bars.forEach(([open, high, low, close], slot) => {
      if (close >= open !== rises || Number.isNaN(open)) return
      const at = figure(x(slot))
      wicks += `M${at} ${figure(y(high))}V${figure(y(low))}`
      bodies += `M${at} ${thick(y(Math.max(open, close)), y(Math.min(open, close)))}`
    })
    return `${path(wicks, { stroke: colour })}${path(bodies, { stroke: colour, 'stroke-width': body })}`
  })
  return `<g opacity="${opacity}">${drawn.join('')}</g>`
}

/** A body is seen even where it closes where it opened. */
function thick(top: number, bottom: number): string {
  const lack = Math.max(0, 1 - (bottom - top)) / 2
  return `${figure(top - lack)}V${figure(bottom + lack)}`
}

/** A line that breaks where a value is unknown. */
export function line(values: readonly number[], x: (slot: number) => number, y: Scale): string {
  return trace(values, (slot, value, joined) => `${joined ? 'L' : 'M'}${figure(x(slot))} ${figure(y(value))}`)
}

/** Holds each value until the next one. */
export function steps(values: readonly number[], x: (slot: number) => number, y: Scale): string {
  const half = (x(1) - x(0)) / 2
  return trace(values, (slot, value, joined) => {
    const at = figure(y(value))
    return `${joined ? `V${at}` : `M${figure(x(slot) - half)} ${at}`}H${figure(x(slot) + half)}`
  })
}

export function dots(values: readonly number[], x: (slot: number) => number, y: Scale): string {
  return trace(values, (slot, value) => `M${figure(x(slot))} ${figure(y(value))}h0`)
}

export function columns(values: readonly number[], x: (slot: number) => number, y: Scale): string {
  const zero = figure(y(0))
  return trace(values, (slot, value) => `M${figure(x(slot))} ${zero}V${figure(y(value))}`)
}

/** The area between two lines, where both are known. */
export function area(one: readonly number[], other: readonly number[], x: (slot: number) => number, y: Scale): string {
  const slots = one.map((_, slot) => slot).filter((slot) => Number.isFinite(one[slot]) && Number.isFinite(other[slot]))
  if (slots.length === 0) return ''
  const corner = (values: readonly number[]) => (slot: number) => `${figure(x(slot))} ${figure(y(values[slot] as number))}`
  return `M${[...slots.map(corner(one)), ...slots.toReversed().map(corner(other))].join('L')}Z`
}

function trace(values: readonly number[], draw: (slot: number, value: number, joined: boolean) => string): string {
  let joined = false
  return values
    .map((value, slot) => {
      const part = Number.isFinite(value) ? draw(slot, value, joined) : ''
      joined = part !== ''
      return part
    })
    .join('')
}
