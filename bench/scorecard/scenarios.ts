import { type SimulatedVenue, type SimulatedVenueOptions, startSimulatedVenue } from '@feedloom/testkit/venue'
import { type Follow, type Follower, type FollowOptions, type SeenBook, wait, within } from './follower.ts'

/** What was measured, by row of the card. */
export type Cells = Readonly<Record<string, string>>

interface Setting {
  readonly venue: SimulatedVenue
  readonly follower: Follower
}

const depth = 'btcusdt@depth@100ms'
/** Levels a side that are compared with the venue's own book. */
const compared = 200

async function using(
  follow: Follow,
  options: Omit<FollowOptions, 'venue'>,
  run: (setting: Setting) => Promise<Cells>,
  market: SimulatedVenueOptions = {},
): Promise<Cells> {
  const venue = await startSimulatedVenue({ venue: 'binance', seed: 20_261_120, rate: 400, symbols: ['BTCUSDT', 'ETHUSDT'], ...market })
  const follower = await follow({ venue, ...options })
  try {
    return await run({ venue, follower })
  } finally {
    await Promise.race([follower.stop(), wait(3_000)])
    await venue.stop()
  }
}

const seconds = (ms: number): string => (ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : `${(ms / 1_000).toFixed(0)} s`)

/** Seconds until the user was told something, or `undefined`. */
async function toldWithin(follower: Follower, ms: number): Promise<number | undefined> {
  const [start, known] = [performance.now(), follower.notices.length]
  await within(ms, () => follower.notices.length > known)
  const notice = follower.notices[known]
  return notice === undefined ? undefined : Math.max(0, notice.at - start)
}

const depthDelivered = (venue: SimulatedVenue): number => venue.oracle.deliveredTo().find(({ stream }) => stream === depth)?.count ?? 0

/** Levels among the best ones that are not the venue's, both sides; undefined without a book. */
function wrongLevels(seen: SeenBook | undefined, venue: SimulatedVenue): number | undefined {
  const truth = venue.oracle.book('binance', 'BTCUSDT')
  if (seen === undefined || truth === undefined) return undefined
  const count = (own: SeenBook['bids'], theirs: readonly (readonly [string, string])[]): number => {
    const wanted = new Map(theirs.map(([price, size]) => [Number(price), Number(size)]))
    const best = own.slice(0, compared)
    const edge = best.at(-1)?.[0] ?? 0
    const reach = theirs.findIndex(([price]) => Number(price) === edge)
    const missing = theirs.slice(0, reach < 0 ? 0 : reach).filter(([price]) => !best.some(([known]) => known === Number(price))).length
    return missing + best.filter(([price, size]) => wanted.get(price) !== size).length
  }
  return count(seen.bids, truth.bids) + count(seen.asks, truth.asks)
}

async function still({ venue, follower }: Setting): Promise<number | undefined> {
  venue.pause()
  await venue.settled()
  await wait(500)
  return wrongLevels(follower.book(), venue)
}

const levelsText = (wrong: number | undefined): string => (wrong === undefined ? 'no book' : String(wrong))

/** One depth update is never sent. */
export const lostDelta = (follow: Follow): Promise<Cells> =>
  using(follow, { bases: ['BTC'], kinds: ['book'] }, async (setting) => {
    const { venue, follower } = setting
    await within(15_000, () => follower.book() !== undefined)
    await wait(3_000)
    const before = depthDelivered(venue)
    venue.faults.dropFrames(1, { stream: depth })
    const told = await toldWithin(follower, 6_000)
    await within(3_000, () => depthDelivered(venue) > before + 20)
    const wrong = await still(setting)
    return {
      'lost delta noticed': told === undefined ? 'no' : `yes, ${seconds(told)}`,
      'lost delta healed': wrong === 0 ? (told === undefined ? 'by chance' : 'yes') : `no, ${levelsText(wrong)} wrong levels`,
    }
  })

/** The line is cut twice while the market goes on. */
export const reconnects = (follow: Follow): Promise<Cells> =>
  using(follow, { bases: ['BTC'], kinds: ['trade', 'book'] }, async (setting) => {
    const { venue, follower } = setting
    await within(15_000, () => follower.book() !== undefined && follower.trades.length > 0)
    for (let i = 0; i < 2; i++) {
      await wait(2_000)
      const known = venue.oracle.summaries().length
      venue.faults.killSockets()
      await within(40_000, () => venue.oracle.summaries().length > known && follower.book() !== undefined)
      await wait(6_000)
    }
    const wrong = await still(setting)
    await wait(2_000)
    const ids = follower.trades.map(({ id }) => Number(id))
    const distinct = new Set(ids)
    const [first, last] = [Math.min(...ids), Math.max(...ids)]
    const missing = last - first + 1 - distinct.size
    return {
      'ghost levels after reconnect': levelsText(wrong),
      'trades backfilled': missing === 0 ? `all of ${distinct.size}` : `no, ${missing} of ${last - first + 1} missing`,
      'duplicates after reconnect': String(ids.length - distinct.size),
    }
  })

const patienceMs = 150_000

/** Data stops, pings are still answered. */
export const mute = (follow: Follow): Promise<Cells> => silence(follow, 'mute socket noticed', (venue) => venue.faults.mute('all'))

/** Nothing passes any more in either direction, and nobody is told. */
export const halfOpen = (follow: Follow): Promise<Cells> => silence(follow, 'dead socket noticed', (venue) => venue.faults.halfOpen())

/** One stream of two stops, the other goes on. */
export const muteSymbol = (follow: Follow): Promise<Cells> =>
  silence(follow, 'mute symbol noticed', (venue) => venue.faults.mute({ symbol: 'BTCUSDT' }))

function silence(follow: Follow, row: string, strike: (venue: SimulatedVenue) => unknown): Promise<Cells> {
  return using(follow, { bases: ['BTC', 'ETH'], kinds: ['trade', 'book'] }, async ({ venue, follower }) => {
    await within(15_000, () => follower.book() !== undefined && follower.trades.length > 50)
    await wait(5_000)
    strike(venue)
    const told = await toldWithin(follower, patienceMs)
    return { [row]: told === undefined ? `not within ${seconds(patienceMs)}` : seconds(told) }
  })
}

/** A symbol that the venue does not have, subscribed to together with one that it has. */
export const badSymbol = (follow: Follow): Promise<Cells> => {
  const subscribe = (): Promise<Cells> =>
    using(follow, { bases: ['BTC', 'NOPE'], kinds: ['trade', 'book'] }, async ({ follower }) => {
      await wait(10_000)
      const [trades, book] = [follower.trades.length > 0, follower.book() !== undefined]
      const told = follower.notices[0] === undefined ? 'untold' : 'told'
      const came = trades && book ? 'yes' : trades ? 'trades only' : book ? 'book only' : 'no'
      return { 'unknown symbol beside a good one': `${came}, ${told}` }
    })
  return subscribe().catch((error: unknown) => ({
    'unknown symbol beside a good one': `no, refused at start: ${(error as { code?: string }).code ?? String(error).slice(0, 60)}`,
  }))
}

/** Frames of one symbol are spoilt: a field has another name. */
export const badFrames = (follow: Follow): Promise<Cells> =>
  using(follow, { bases: ['BTC', 'ETH'], kinds: ['trade', 'book'] }, async ({ venue, follower }) => {
    await within(15_000, () => follower.book() !== undefined && follower.trades.length > 50)
    const connections = venue.oracle.summaries().length
    venue.faults.corruptFrames(100, { symbol: 'ETHUSDT' }, 'rename')
    const told = await toldWithin(follower, 8_000)
    venue.faults.clear()
    const before = follower.trades.length
    await wait(3_000)
    const ids = follower.trades.map(({ id }) => Number(id)).sort((a, b) => a - b)
    const whole = (ids.at(-1) ?? 0) - (ids[0] ?? 0) + 1 === ids.length && follower.trades.length > before
    const same = venue.oracle.summaries().length === connections && follower.book() !== undefined
    return { 'one bad symbol isolated': `${whole && same ? 'yes' : 'no'}, ${told === undefined ? 'untold' : 'told'}` }
  })

/** Snapshots are answered with 429 and `Retry-After: 5`, from the first one on. */
export const storm = (follow: Follow): Promise<Cells> =>
  using(
    async (options) => {
      options.venue.faults.answer429(1_000, 5, '/depth')
      return await follow(options)
    },
    { bases: ['BTC'], kinds: ['book'] },
    async ({ venue }) => {
      const refused = (): readonly number[] =>
        venue.requests.filter(({ path, status }) => path.includes('/depth') && status === 429).map(({ at }) => at)
      await within(15_000, () => refused().length > 0)
      await wait(20_000)
      const times = refused()
      const early = times.filter((at, i) => i > 0 && at - (times[i - 1] ?? 0) < 4_900).length
      if (times.length === 0) return { '429 storm avoided': 'no request was seen' }
      return {
        '429 storm avoided': early === 0 ? `yes, ${times.length} requests in 20 s` : `no, ${early} of ${times.length} requests too early`,
      }
    },
  )
