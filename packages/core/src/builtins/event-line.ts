import { layouts } from '../columns/layouts.ts'
import type { Levels, MarketEvent } from '../contracts/index.ts'

/** Numbers as people write them, never in powers of ten. */
function plainNumber(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '-'
  const text = String(value)
  if (!text.includes('e')) return text
  return Math.abs(value) >= 1e21 ? text : value.toFixed(18).replace(/\.?0+$/, '')
}

const short = (value: number): string => plainNumber(Number.isInteger(value) ? value : Number(value.toPrecision(10)))
const best = (levels: Levels): string => (levels.length === 0 ? '-' : `${plainNumber(levels[0])} x ${plainNumber(levels[1])}`)

function anything(value: unknown): string {
  if (typeof value === 'number') return short(value)
  if (value instanceof Float64Array) return `[${value.length}]`
  if (Array.isArray(value)) return `[${value.join(', ')}]`
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** `field value, field value` of all that is known. */
function fields(event: MarketEvent): string {
  const known = layouts[event.kind]?.columns.map((column) => column.name) ?? Object.keys(event).slice(6)
  const values = event as unknown as Readonly<Record<string, unknown>>
  return known.flatMap((name) => (values[name] === undefined ? [] : [`${name} ${anything(values[name])}`])).join(', ')
}

/** What an event says, in one line without its header. */
export function eventLine(event: MarketEvent): string {
  switch (event.kind) {
    case 'trade': {
      return `${event.side.padEnd(4)} ${plainNumber(event.size)} @ ${plainNumber(event.price)}`
    }
    case 'quote': {
      const { bidSize, bidPrice, askPrice, askSize } = event
      return `${plainNumber(bidPrice)} x ${plainNumber(bidSize)} | ${plainNumber(askPrice)} x ${plainNumber(askSize)}`
    }
    case 'bar': {
      const prices = [event.open, event.high, event.low, event.close].map(plainNumber)
      const volume = `volume ${plainNumber(event.volume)}`
      return `${event.interval} ${new Date(event.openTime).toISOString().slice(11, 19)} ${prices.join(' ')} ${volume}${event.final ? '' : ' forming'}`
    }
    case 'book.snapshot':
    case 'book.delta': {
      return `${event.bids.length / 2} bids, ${event.asks.length / 2} asks, first ${best(event.bids)} | ${best(event.asks)}`
    }
    case 'indicator': {
      const { name, outputs } = event.definition
      const values = event.values.map((value, i) => (outputs.length === 1 ? short(value) : `${outputs[i]} ${short(value)}`))
      return `${name}${event.interval === undefined ? '' : ` ${event.interval}`} ${values.join(', ')}${event.final ? '' : ' forming'}`
    }
    case 'gap': {
      const ids = event.fromId === undefined ? '' : ` ${event.fromId} to ${event.toId ?? '?'}`
      const missing = event.missing === undefined ? '' : `, ${event.missing} missing`
      return `${event.dataKind}${event.interval === undefined ? '' : ` ${event.interval}`}${ids} ${event.state} (${event.cause}${missing})`
    }
    default: {
      return fields(event)
    }
  }
}
