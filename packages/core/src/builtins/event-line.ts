import { layouts } from '../columns/layouts.ts'
import type { Levels, MarketEvent, Mover } from '../contracts/index.ts'
import { plainNumber, shortNumber as short } from './plain-number.ts'

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

function moverLine({ window, price, changePercent, rangePercent, quoteVolume, relativeVolume, full, ...ranks }: Mover): string {
  const percent = (value: number | undefined): string => (value === undefined ? '-' : `${value.toFixed(2)} %`)
  const change = changePercent !== undefined && changePercent > 0 ? `+${percent(changePercent)}` : percent(changePercent)
  const places = [
    ['gainer', ranks.gainerRank],
    ['loser', ranks.loserRank],
    ['active', ranks.activeRank],
  ].flatMap(([name, place]) => (place === undefined ? [] : [`${name} ${place}`]))
  const usual = relativeVolume === undefined ? '' : ` (${relativeVolume.toFixed(2)} times the usual)`
  const said = full ? places.join(', ') : `${shortDuration(ranks.missingMs)} of the window missing`
  return `${window} ${change} at ${plainNumber(price)}, range ${percent(rangePercent)}, turnover ${amount(quoteVolume)}${usual}; ${said}`
}

const amount = (value: number | undefined): string => (value === undefined ? '-' : short(Number(value.toPrecision(6))))
const shortDuration = (ms: number): string => (ms >= 60_000 ? `${Math.round(ms / 60_000)} min` : `${Math.ceil(ms / 1_000)} s`)

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
    case 'alert': {
      return `${event.severity.toUpperCase()} ${event.rule}${event.interval === undefined ? '' : ` ${event.interval}`}: ${event.message}`
    }
    case 'mover': {
      return moverLine(event)
    }
    default: {
      return fields(event)
    }
  }
}
