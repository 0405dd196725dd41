import type { Clock } from '@feedloom/core'
import { systemClock } from '@feedloom/core/engine'
import { FaultBoard, FaultScript, type FaultScriptEntry } from './faults.ts'
import { ok, type Feed, type RestAnswer } from './feed.ts'
import { Hub } from './hub.ts'
import { defaultLimits, type VenueLimits } from './limits.ts'
import { MarketModel } from './market-model.ts'
import { defaultSymbols, type VenueName } from './market-spec.ts'
import { answerFromModel } from './model-rest.ts'
import { modelTruth } from './model-truth.ts'
import { ModelFeed } from './model-feed.ts'
import { Oracle, type Truth } from './oracle.ts'
import { loadTape } from './recorded-tape.ts'
import { RecordingFeed } from './recording-feed.ts'
import { RestServer, type RestLogEntry, type RestServerOptions } from './rest-server.ts'
import { SocketServer } from './socket-server.ts'
import { VenueFaults } from './venue-faults.ts'

export interface MemoryVenueOptions {
  /** Default `binance`; of a recording, what its addresses say. */
  readonly venue?: VenueName | 'both'
  /** Default 1. The same seed and clock give the same market, byte for byte. */
  readonly seed?: number | string
  readonly clock?: Clock
  /** Native symbols, listed on each venue. */
  readonly symbols?: readonly string[]
  /** Orders, cancellations and takers a second, all markets together; about one in three moves a top of book or trades. Default 500. */
  readonly rate?: number
  /** How far the market's history goes back. Default 24 h. */
  readonly historyMs?: number
  /** Serve these recordings instead of the model; several are merged by receive time. */
  readonly recording?: string | readonly string[]
  /** Of a recording: 1 as recorded, N times as fast, or as fast as the clients take it. Default 1. */
  readonly speed?: number | 'max'
  /** Begin a recording by itself when clients have asked for all of its streams, or for no new one for this long. Default 500 ms. */
  readonly startAfterMs?: number
  /** Let a recording wait no longer than this for a client to fetch a recorded book snapshot. Default 5 s. */
  readonly holdMs?: number
  /** Leave out these lines of the recording, counted from 0 over all its lines but REST replies. */
  readonly dropLines?: readonly number[]
  readonly limits?: Partial<VenueLimits>
  readonly faults?: readonly FaultScriptEntry[]
}

/** Addresses in the form of the exchange kit's `endpoints`. */
export interface VenueEndpoints {
  readonly ws: Readonly<Record<string, string>>
  readonly rest: string
}

/** Where a transport brings connections and requests to the venue. */
export interface VenueDoor extends Pick<SocketServer, 'admit' | 'open'> {
  answer: RestServer['handle']
}

/** A venue that runs, without an address on this machine: `simulatedNetwork` leads to it. */
export interface MemoryVenue extends AsyncDisposable {
  readonly endpoints: Readonly<Record<VenueName, VenueEndpoints>>
  readonly door: VenueDoor
  readonly oracle: Oracle
  readonly faults: VenueFaults
  /** HTTP requests, oldest first. */
  readonly requests: readonly RestLogEntry[]
  /** The market behind it; undefined when a recording is served. */
  readonly model: MarketModel | undefined
  /** Resolves when a recording has been played to its end; never for the model. */
  readonly ended: Promise<void>
  /** Publishes nothing more until `resume`. */
  pause(): void
  resume(): void
  /** Resolves when every client has read what was sent to it. After `pause`, its counts and the oracle's can be compared. */
  settled(): Promise<void>
  /** Starts a recording now, whoever listens. */
  play(): void
  stop(): Promise<void>
}

/** Throws a `config` error for unknown symbols, a `data` error for a broken recording. */
export async function createMemoryVenue(options: MemoryVenueOptions = {}): Promise<MemoryVenue> {
  const clock = options.clock ?? systemClock
  const board = new FaultBoard()
  const hub = new Hub(board, clock)
  const { feed, truth, venues, model, recording } = await createFeed(options, hub, clock)
  hub.serve(feed)
  const limits = limitsOf(options.limits)
  const oracle = new Oracle(hub.channels, truth)
  const faults = new VenueFaults({ board, hub, clock, snapshots: () => (model === undefined ? [] : snapshotsOf(model)) })
  const sockets = new SocketServer({ venues, limits, clock, hub, faults: board, oracle })
  const controls = controlsOf(feed, hub, recording)
  const rest = new RestServer({ venues, limits, clock, faults: board, feed, control: remoteOf(oracle, controls) })
  const script = new FaultScript(options.faults ?? [], clock, options.seed ?? 1, (action) => faults.apply(action))
  hub.onFrames = (frames) => script.reached(frames)
  feed.start()
  const stop = async (): Promise<void> => {
    script.stop()
    feed.stop()
    sockets.stop()
  }
  return {
    endpoints: endpointsOf('http://venue.invalid'),
    door: {
      admit: (address) => sockets.admit(address),
      open: (link, route) => sockets.open(link, route),
      answer: (question) => rest.handle(question),
    },
    oracle,
    faults,
    requests: rest.log,
    model,
    ended: recording?.ended ?? new Promise(() => undefined),
    ...controls,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** The books of a model as they are now. */
function* snapshotsOf(model: MarketModel): Iterable<readonly [market: string, answer: RestAnswer]> {
  for (const { spec } of model.markets) {
    const query = new URLSearchParams({ symbol: spec.symbol, limit: '5000' })
    yield [`${spec.venue} ${spec.symbol}`, answerFromModel(model, { venue: spec.venue, path: '/depth', query })]
  }
}

type Controls = Pick<MemoryVenue, 'pause' | 'resume' | 'play' | 'settled'>

function controlsOf(feed: Feed, hub: Hub, recording: RecordingFeed | undefined): Controls {
  return {
    pause: () => feed.pause(),
    resume: () => feed.resume(),
    play: () => recording?.play(),
    async settled() {
      await Promise.all(Array.from(hub.connections, (connection) => connection.drained()))
    },
  }
}

/** What another process may do with the venue: `GET /sim/oracle`, `POST /sim/pause`, `/sim/resume`, `/sim/play`. */
function remoteOf(oracle: Oracle, { pause, resume, play, settled }: Controls): RestServerOptions['control'] {
  return async (path, method) => {
    if (method === 'GET' && path === '/sim/oracle') {
      return ok(JSON.stringify({ published: oracle.published(), connections: oracle.summaries() }))
    }
    const action = method === 'POST' ? { '/sim/pause': pause, '/sim/resume': resume, '/sim/play': play }[path] : undefined
    if (action === undefined) return undefined
    action()
    if (action === pause) await settled()
    return ok('{}')
  }
}

interface CreatedFeed {
  readonly feed: Feed
  readonly truth: Truth
  readonly venues: readonly VenueName[]
  readonly model: MarketModel | undefined
  readonly recording: RecordingFeed | undefined
}

async function createFeed(options: MemoryVenueOptions, hub: Hub, clock: Clock): Promise<CreatedFeed> {
  const venue = options.venue ?? 'binance'
  if (options.recording !== undefined) {
    const paths = typeof options.recording === 'string' ? [options.recording] : options.recording
    const tape = await loadTape(paths, options.venue === 'both' ? undefined : options.venue, new Set(options.dropLines))
    const pace = { speed: options.speed ?? 1, startAfterMs: options.startAfterMs ?? 500, holdMs: options.holdMs ?? 5_000 }
    const recording = new RecordingFeed(tape, hub, clock, pace)
    return { feed: recording, truth: recording, venues: tape.venues, model: undefined, recording }
  }
  const venues: readonly VenueName[] = venue === 'both' ? ['binance', 'binance-usdm'] : [venue]
  const model = new MarketModel({
    seed: options.seed ?? 1,
    venues,
    symbols: options.symbols ?? defaultSymbols,
    rate: options.rate ?? 500,
    startTime: clock.now(),
    historyMs: options.historyMs ?? 86_400_000,
  })
  return { feed: new ModelFeed(model, hub, clock), truth: modelTruth(model), venues, model, recording: undefined }
}

function limitsOf(overrides: Partial<VenueLimits> = {}): Readonly<Record<VenueName, VenueLimits>> {
  return { binance: { ...defaultLimits.binance, ...overrides }, 'binance-usdm': { ...defaultLimits['binance-usdm'], ...overrides } }
}

/** Addresses below one base. */
export function endpointsOf(url: string): Readonly<Record<VenueName, VenueEndpoints>> {
  const ws = url.replace('http', 'ws')
  return {
    binance: { ws: { public: `${ws}/stream` }, rest: `${url}/api/v3` },
    'binance-usdm': { ws: { public: `${ws}/public/stream`, market: `${ws}/market/stream` }, rest: `${url}/fapi/v1` },
  }
}
