import { seededRandom } from '@feedloom/testkit'
import type { FaultAction, FaultScriptEntry, FrameMatch, VenueName } from '@feedloom/testkit/venue'

/** Everything that a seed decides about a run. */
export interface FaultPlan {
  readonly seed: number
  readonly venue: VenueName
  /** Native symbols. */
  readonly symbols: readonly string[]
  readonly variant: 'raw' | 'aggregate'
  /** Market events a second. */
  readonly rate: number
  /** Until the faults end; calm follows. */
  readonly stormMs: number
  readonly faults: readonly FaultScriptEntry[]
  /** The client's clock is wrong by this much, and by another amount later. */
  readonly skew: { readonly startMs: number; readonly thenMs: number; readonly atMs: number }
  /** Venue closes connections of this age; `planned`: the client knows it. */
  readonly maxAge: { readonly ms: number; readonly planned: boolean } | undefined
}

const assets = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT', 'BNBUSDT', 'DOGEUSDT']

class Draw {
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = seededRandom(`${seed}/plan`)
  }

  whole(min: number, max: number): number {
    return min + Math.floor(this.#random() * (max - min + 1))
  }

  one<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)] as T
  }

  chance(share: number): boolean {
    return this.#random() < share
  }
}

export function faultPlan(seed: number, minutes: readonly [min: number, max: number] = [3, 10]): FaultPlan {
  const draw = new Draw(seed)
  const venue = draw.one(['binance', 'binance-usdm'] as const)
  const count = draw.whole(2, 4)
  const from = draw.whole(0, assets.length - count)
  const symbols = assets.slice(from, from + count)
  const variant = draw.one(['raw', 'aggregate'] as const)
  const stormMs = Math.max(60_000, draw.whole(minutes[0] * 60_000, minutes[1] * 60_000) - calmMs)
  const streams = symbols.flatMap((symbol) => streamsOf(symbol.toLowerCase(), variant))
  const faults = Array.from({ length: draw.whole(2, Math.ceil(stormMs / 20_000)) }, () => ({
    when: { afterMs: draw.whole(15_000, stormMs) },
    action: actionOf(draw, streams, symbols),
  }))
  const skewed = draw.chance(0.3)
  const offset = (): number => (skewed ? draw.whole(-5_000, 5_000) : 0)
  return {
    seed,
    venue,
    symbols,
    variant,
    rate: draw.whole(20, 100),
    stormMs,
    faults: faults.toSorted((a, b) => a.when.afterMs - b.when.afterMs),
    skew: { startMs: offset(), thenMs: offset(), atMs: draw.whole(15_000, stormMs) },
    maxAge: draw.chance(0.3) ? { ms: draw.whole(60_000, 150_000), planned: draw.chance(0.7) } : undefined,
  }
}

/** Time without faults at the end of a run, in which everything must heal. */
export const calmMs = 60_000

function streamsOf(symbol: string, variant: FaultPlan['variant']): readonly string[] {
  const trades = variant === 'raw' ? 'trade' : 'aggTrade'
  return [`${symbol}@${trades}`, `${symbol}@bookTicker`, `${symbol}@depth@100ms`, `${symbol}@kline_1m`]
}

function actionOf(draw: Draw, streams: readonly string[], symbols: readonly string[]): FaultAction {
  const match = (): FrameMatch =>
    draw.chance(0.5) ? { stream: draw.one(streams) } : draw.chance(0.5) ? { symbol: draw.one(symbols) } : 'all'
  const frames = (fault: Extract<FaultAction, { type: 'frames' }>['fault'], most: number): FaultAction => {
    return { type: 'frames', fault, match: match(), count: draw.whole(1, most), ms: draw.whole(200, 3_000) }
  }
  const choices: readonly (() => FaultAction)[] = [
    () => frames('drop', 20),
    () => frames('drop', 3),
    () => frames('duplicate', 10),
    () => frames('reorder', 5),
    () => frames('delay', 5),
    () => frames(draw.one(['corrupt', 'garbage', 'rename', 'retype'] as const), 6),
    () => ({ type: 'kill-sockets' }),
    () => ({ type: 'close', code: draw.one([1000, 1001, 1011, 1012]), reason: 'as it happens' }),
    () => ({ type: 'mute', match: match(), forMs: draw.whole(1_000, 30_000) }),
    () => ({ type: 'freeze', forMs: draw.whole(1_000, 30_000) }),
    () => ({ type: 'half-open' }),
    () => ({ type: 'slow', ms: draw.whole(50, 2_000), forMs: draw.whole(1_000, 20_000) }),
    () => ({ type: 'old-snapshots', count: draw.whole(1, 3) }),
    () => ({ type: 'restart', forMs: draw.whole(500, 20_000) }),
    () => ({ type: 'http', status: draw.one([500, 502, 503, 504]), count: draw.whole(1, 8) }),
    () => ({ type: 'http', status: 'silence', count: draw.whole(1, 3) }),
    () => ({ type: 'http', status: 429, retryAfterS: draw.whole(1, 10), count: draw.whole(1, 3) }),
    () => ({ type: 'http', status: 418, retryAfterS: draw.whole(5, 20) }),
    () => ({ type: 'drop-acks', count: draw.whole(1, 2) }),
    () => ({ type: 'delay-acks', ms: draw.whole(100, 5_000), count: 2 }),
    () => ({ type: 'refuse-connections', count: draw.whole(1, 3) }),
    () => ({ type: 'announce-shutdown' }),
  ]
  return draw.one(choices)()
}
