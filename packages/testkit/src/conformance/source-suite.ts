import assert from 'node:assert/strict'
import { FeedloomError } from '@feedloom/core'
import type { DataKind, HistoryRequest, InstrumentFields, PluginContext, Source, Subscription } from '@feedloom/core'
import { CollectingWriter } from '../collecting-writer.ts'
import { settle } from '../virtual-clock.ts'
import { ConformanceBench, type VenueDouble } from './source-bench.ts'
import { sourceAbilities } from './source-abilities.ts'
import { caseIf, conformanceCase, conformanceSuite, type ConformanceSuite, type Skipped, type Subject } from './suite.ts'

export type { VenueDouble } from './source-bench.ts'

export interface SourceSuiteOptions {
  /** Must use the context's network and clock. */
  readonly create: (context: PluginContext) => Source
  /** On whose behalf; named in the report. */
  readonly plugin?: Subject
  readonly venue: VenueDouble
  readonly instruments: readonly InstrumentFields[]
  /** Two that stream, of two instruments; each is one topic. */
  readonly subscriptions: readonly [Subscription, Subscription]
  /** Silence after which a connection counts as dead. */
  readonly silenceMs: number
  /** A lost connection is replaced within this time. Default 15 s. */
  readonly reconnectMs?: number
  /** A span that the double answers over REST (SRC-40). */
  readonly history?: HistoryRequest
}

const signal = new AbortController().signal
const allKinds: readonly DataKind[] = [
  'trade',
  'quote',
  'book',
  'bar',
  'ticker',
  'mark',
  'funding',
  'news',
  'option.quote',
  'corporate-action',
]

/** The claims that every source with connections of its own makes. */
export function sourceSuite(options: SourceSuiteOptions): ConformanceSuite {
  const { history } = options
  const using = async (run: (bench: ConformanceBench) => Promise<void | Skipped>): Promise<void | Skipped> => {
    const bench = new ConformanceBench(options.create, options.venue, options.instruments)
    const answer = await run(bench)
    await bench.stop()
    return answer
  }
  const abilities = (): readonly string[] =>
    sourceAbilities(new ConformanceBench(options.create, options.venue, options.instruments).source)
  return conformanceSuite({
    examines: 'source',
    subject: options.plugin,
    abilities,
    cases: [
      conformanceCase('SRC-01', 'keeps subscriptions made before start', () => using((bench) => early(bench, options))),
      conformanceCase('SRC-02', 'asks once for what is subscribed twice', () => using((bench) => repeats(bench, options))),
      conformanceCase('SRC-03', 'gives back what is unsubscribed, and nothing else', () => using((bench) => unsubscribes(bench, options))),
      conformanceCase('SRC-10', 'asks for everything and nothing else after a reconnect', () =>
        using((bench) => resubscribes(bench, options)),
      ),
      conformanceCase('SRC-11', 'tells a gap per live instrument before its next data', () => using((bench) => gaps(bench, options))),
      conformanceCase('SRC-12', 'ignores frames of a dead socket', () => using((bench) => ignoresLate(bench, options))),
      conformanceCase('SRC-13', 'replaces a connection that is open but silent', () => using((bench) => watchdog(bench, options))),
      conformanceCase('SRC-14', 'waits as long as a 429 says', () => using((bench) => retryAfter(bench))),
      conformanceCase('SRC-20', 'stops twice, unstarted, and after a start that failed', () => stops(options)),
      conformanceCase('SRC-30', 'streams what it declares and refuses the rest', () => using((bench) => capabilities(bench, options))),
      caseIf(history !== undefined, 'no span of history was given', 'SRC-40', 'serves history in order, without the end of the span', () =>
        using(async (bench) => {
          if (history !== undefined) await pages(bench, history)
        }),
      ),
    ],
  })
}

async function topicsOf(bench: ConformanceBench, options: SourceSuiteOptions, subscribesEarly = false): Promise<readonly string[]> {
  await bench.start(options.subscriptions, subscribesEarly)
  const topics = bench.topics()
  assert.equal(new Set(topics).size, options.subscriptions.length, `topics asked for: ${topics.join(', ')}`)
  return topics
}

async function deliver(bench: ConformanceBench, options: SourceSuiteOptions, n: number): Promise<void> {
  for (const subscription of options.subscriptions) {
    for (const socket of bench.network.open) {
      if (options.venue.topics(socket).length > 0) socket.receive(options.venue.message(subscription, n))
    }
  }
  await settle()
}

async function early(bench: ConformanceBench, options: SourceSuiteOptions): Promise<void> {
  await topicsOf(bench, options, true)
  await deliver(bench, options, 1)
  assert.ok(bench.frames().length >= options.subscriptions.length, 'data did not reach the output')
  const [frame] = bench.frames()
  assert.ok(
    frame !== undefined && frame.tsRecv === bench.clock.now() && frame.connection !== '',
    'frames carry receive time and connection',
  )
}

async function repeats(bench: ConformanceBench, options: SourceSuiteOptions): Promise<void> {
  const before = await topicsOf(bench, options)
  const again = bench.source.subscribe(options.subscriptions)
  await bench.clock.advanceAsync(3_000)
  assert.ok((await again).every((outcome) => outcome.ok))
  assert.deepEqual(bench.topics(), before)
}

async function unsubscribes(bench: ConformanceBench, options: SourceSuiteOptions): Promise<void> {
  const before = await topicsOf(bench, options)
  const done = bench.source.unsubscribe([options.subscriptions[0]])
  await bench.clock.advanceAsync(3_000)
  await done
  const after = bench.topics()
  assert.equal(after.length, before.length - 1, `left: ${after.join(', ')}`)
  assert.ok(after.every((topic) => before.includes(topic)))
}

async function cutAll(bench: ConformanceBench, options: SourceSuiteOptions): Promise<void> {
  for (const socket of bench.network.open) socket.cut()
  await bench.clock.advanceAsync(options.reconnectMs ?? 15_000)
}

async function resubscribes(bench: ConformanceBench, options: SourceSuiteOptions): Promise<void> {
  const before = await topicsOf(bench, options)
  const opened = bench.network.sockets.length
  await cutAll(bench, options)
  assert.ok(bench.network.sockets.length > opened, 'no new connection was opened')
  assert.deepEqual(bench.topics(), before)
}

async function gaps(bench: ConformanceBench, options: SourceSuiteOptions): Promise<void> {
  await topicsOf(bench, options)
  await deliver(bench, options, 1)
  const mark = bench.output.length
  await cutAll(bench, options)
  await deliver(bench, options, 2)
  const after = bench.output.slice(mark)
  const firstFrame = after.findIndex((entry) => entry.type === 'frame')
  const told = after.slice(0, firstFrame < 0 ? after.length : firstFrame)
  for (const subscription of options.subscriptions) {
    const known = bench.context.instruments
    const spec = options.instruments.find((one) => one.symbol === subscription.symbol || one.nativeSymbol === subscription.symbol)
    const instrument = spec && known.native(spec.venue, spec.nativeSymbol)
    const gap = told.find((entry) => entry.instrument === instrument && entry.kind === subscription.kind)
    assert.equal(gap?.cause, 'disconnect', `${subscription.symbol} ${subscription.kind}: no gap before the next data`)
  }
  assert.ok(firstFrame >= 0, 'no data after the reconnect')
}

async function ignoresLate(bench: ConformanceBench, options: SourceSuiteOptions): Promise<void> {
  await topicsOf(bench, options)
  const old = [...bench.network.open]
  await cutAll(bench, options)
  const before = bench.frames().length
  for (const socket of old) socket.receiveLate(options.venue.message(options.subscriptions[0], 3))
  await settle()
  assert.equal(bench.frames().length, before, 'a frame of a closed socket came through')
}

async function watchdog(bench: ConformanceBench, options: SourceSuiteOptions): Promise<void> {
  await topicsOf(bench, options)
  const old = [...bench.network.open]
  for (const socket of old) socket.silence()
  await bench.clock.advanceAsync(options.silenceMs * 2 + (options.reconnectMs ?? 15_000))
  const fresh = bench.network.open.filter((socket) => !old.includes(socket))
  assert.ok(fresh.length > 0, 'the silent connection was kept')
  assert.ok(
    fresh.some((socket) => options.venue.topics(socket).length > 0),
    'nothing is asked for on the new connection',
  )
}

async function retryAfter(bench: ConformanceBench): Promise<void | Skipped> {
  if (bench.source.instruments === undefined) return { skipped: 'it makes no requests for instruments' }
  bench.network.reply(() => true, { status: 429, headers: { 'retry-after': '7' }, body: '{}' }, 1)
  const asked = bench.source.instruments(signal).then(
    () => undefined,
    (error: unknown) => error,
  )
  await bench.clock.advanceAsync(6_900)
  assert.equal(bench.network.requests.length, 1, 'it asked again before the time was up')
  await bench.clock.advanceAsync(60_000)
  const error = await asked
  // Handing the error to the host is honest too, when it says how long to wait.
  if (error !== undefined)
    assert.ok(
      FeedloomError.is(error) && error.category === 'retryable' && (error.retryAfterMs ?? 0) >= 6_900,
      'neither waited nor said how long to wait',
    )
  else assert.ok(bench.network.requests.length >= 2, 'the 429 was taken for an answer')
}

async function stops(options: SourceSuiteOptions): Promise<void> {
  const unstarted = new ConformanceBench(options.create, options.venue, options.instruments)
  await unstarted.stop()
  const refused = new ConformanceBench(options.create, options.venue, options.instruments)
  refused.network.refuse(1_000)
  const subscribed = refused.source.subscribe(options.subscriptions).catch(() => undefined)
  const started = refused.source.start?.(signal).catch(() => undefined)
  await refused.clock.advanceAsync(20_000)
  await refused.stop()
  await refused.stop()
  await Promise.race([Promise.all([subscribed, started]), settle()])
  const sockets = refused.network.sockets.length
  await refused.clock.advanceAsync(600_000)
  assert.equal(refused.network.sockets.length, sockets, 'it goes on connecting after stop')
}

async function capabilities(bench: ConformanceBench, options: SourceSuiteOptions): Promise<void> {
  const { live } = bench.source.capabilities
  for (const { kind } of options.subscriptions) assert.ok(live.includes(kind), `${kind} is not declared`)
  await topicsOf(bench, options)
  const foreign = allKinds.find((kind) => !live.includes(kind) && !bench.source.capabilities.poll.includes(kind))
  if (foreign === undefined) return
  const asked = bench.source.subscribe([{ ...options.subscriptions[0], kind: foreign }])
  await bench.clock.advanceAsync(3_000)
  const [outcome] = await asked
  assert.ok(outcome?.ok === false, `it accepted ${foreign}, which it does not declare`)
  assert.ok(FeedloomError.is(outcome.error) && outcome.error.category === 'config', 'refusals are config errors')
}

async function pages(bench: ConformanceBench, request: HistoryRequest): Promise<void> {
  const { source } = bench
  assert.ok(source.history !== undefined && source.normalizer !== undefined, 'history needs a normalizer')
  assert.ok(source.capabilities.history.includes(request.kind), `${request.kind} history is not declared`)
  const normalizer = source.normalizer.create({
    venue: source.normalizer.venue,
    instruments: bench.context.instruments,
    report: () => undefined,
  })
  const out = new CollectingWriter()
  const read = async (): Promise<void> => {
    for await (const frame of source.history?.(request, signal) ?? []) normalizer.normalize(frame, out)
  }
  const reading = read()
  await bench.clock.advanceAsync(60_000)
  await reading
  const times = out.events.map((event) => (event.kind === 'bar' ? event.openTime : event.ts))
  assert.ok(times.length > 0, 'no history came')
  assert.ok(
    times.every((ts) => ts >= request.from && ts < request.to),
    'events outside [from, to)',
  )
  assert.ok(
    times.every((ts, i) => i === 0 || ts >= (times[i - 1] ?? ts)),
    'history is not in order',
  )
  const ids = out.events.map((event) => (event.kind === 'trade' ? `${event.id}` : `${event.kind} ${event.ts} ${JSON.stringify(event)}`))
  assert.equal(new Set(ids).size, ids.length, 'pages overlap')
}
