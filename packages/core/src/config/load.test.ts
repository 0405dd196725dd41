import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FeedloomError, definePlugin, sourceCapabilities } from '../contracts/index.ts'
import type { Plugin, Sink, Source } from '../contracts/index.ts'
import { z } from 'zod'
import { explain } from './explain.ts'
import { formatPlan } from './format-plan.ts'
import { checkConfig, defineConfig, loadConfig, parseConfig, requireLoaded, resolveConfig } from './load.ts'
import { secret } from './parts.ts'
import { subscriptionsOf } from './subscriptions.ts'
import type { LoadedConfig } from './types.ts'

const folder = fileURLToPath(new URL('./fixtures/good/', import.meta.url))
const options = { env: { ACME_KEY: 'hunter2-key' } }
const load = async (name: string): Promise<LoadedConfig> => requireLoaded(await loadConfig(join(folder, name), options))

const feed: Plugin<'source'> = definePlugin({
  apiVersion: 1,
  kind: 'source',
  type: 'feed',
  summary: 'Feeds',
  stability: 'stable',
  configSchema: z.strictObject({ token: secret().optional().describe('Key.') }),
  create: (): Source => ({
    capabilities: sourceCapabilities({ live: ['trade'] }),
    attach: () => undefined,
    subscribe: () => Promise.resolve([]),
    unsubscribe: () => Promise.resolve(),
  }),
})
const recorder: Plugin<'sink'> = definePlugin({
  apiVersion: 1,
  kind: 'sink',
  type: 'recorder',
  summary: 'Records',
  stability: 'stable',
  configSchema: z.strictObject({ path: z.string().describe('Folder.') }),
  create: (): Sink => ({
    consumes: [],
    batching: { maxEvents: 1, maxDelayMs: 0, maxInFlight: 1, queueEvents: 1, overflow: 'block', maxBlockMs: 0 },
    delivery: 'best-effort',
    write: () => Promise.resolve(),
    tap: { frame: () => undefined, batch: () => undefined, gap: () => undefined, connection: () => undefined },
  }),
})
const subscribe = [{ kind: 'trade', symbols: ['BTC/USDT'] }]

describe('loadConfig', () => {
  it('fills in every key of the frame', async () => {
    const { config, findings } = await load('everything.yaml')
    expect(findings).toMatchObject([
      {
        severity: 'info',
        code: 'FEEDLOOM_CONFIG_SYMBOLS_UNCHECKED',
        line: 12,
        message: '6 symbols were not compared with what the venues list',
      },
    ])
    expect(config.sources['acme']).toMatchObject({
      id: 'acme',
      type: 'acme',
      config: { apiKey: 'hunter2-key', apiSecret: 'hunter2-from-a-file', port: 8443, compress: true, timeout: 2_500, region: 'europe' },
      subscribe: [
        { kind: 'trade', symbols: ['BTC/USDT', 'ETH/USDT'], backfillMs: 172_800_000, pollEveryMs: undefined },
        { kind: 'book', depth: 50 },
        { kind: 'bar', interval: '1m' },
        { kind: 'ticker', pollEveryMs: 1_000, options: { fast: true } },
      ],
    })
    expect(config.sources['second']?.type).toBe('acme')
    expect(config.sinks['acme-store']).toMatchObject({
      kinds: ['trade', 'book', 'bar', 'indicator'],
      batching: { maxEvents: 500, maxDelayMs: 250, maxInFlight: 2, queueEvents: 9_000, overflow: 'drop-oldest', maxBlockMs: 3_000 },
      config: { fileSize: 10_485_760, retention: { trade: 604_800_000, book: 43_200_000 } },
    })
    expect(config.sinks['acme-chart']).toMatchObject({ kinds: undefined, batching: {}, config: {} })
    expect(config.pipelines['main']).toEqual({
      sources: ['acme'],
      processors: ['acme-bars', 'acme-study/fast'],
      sinks: ['acme-store', 'acme-chart'],
      onFatal: 'continue',
    })
    expect(config.engine).toEqual({ log: 'warn', admin: '127.0.0.1:9464', shutdownMs: 20_000, buffer: { size: 500, kinds: ['trade'] } })
  })

  it('makes one pipeline of a file without pipelines, and keeps the defaults of the engine', async () => {
    const { config } = await load('smallest.yaml')
    expect(config.pipelines).toEqual({ main: { sources: ['acme'], processors: [], sinks: [], onFatal: 'stop' } })
    expect(config.engine).toEqual({
      log: 'info',
      admin: undefined,
      shutdownMs: 10_000,
      buffer: { size: 10_000, kinds: ['trade', 'quote', 'bar'] },
    })
  })

  it('reads JSON, and takes the type from the id up to its slash', async () => {
    const { config } = await load('config.json')
    expect(config.sources['acme/spot']).toMatchObject({ type: 'acme', subscribe: [{ symbols: ['${escaped}', 'BTC/USDT'] }] })
  })

  it('tells two plugins of one type apart by package#type', async () => {
    const { config } = await load('two-acmes.yaml')
    expect(config.sources['acme']?.plugin.summary).toBe('Acme exchange')
    expect(config.sources['acme']?.type).toBe('acme')
  })

  it('says that a file is not there', async () => {
    const { loaded, findings } = await loadConfig('nowhere.yaml')
    expect(loaded).toBeUndefined()
    expect(findings).toMatchObject([{ file: 'nowhere.yaml', line: 1, column: 1, code: 'FEEDLOOM_CONFIG_FILE_UNREADABLE' }])
  })

  it('looks into the module of a config in code', async () => {
    const importModule = (): Promise<unknown> =>
      Promise.resolve({ config: defineConfig({ plugins: [feed], sources: { feed: { subscribe } } }) })
    const { loaded } = await loadConfig('feedloom.ts', { importModule })
    expect(loaded?.config.sources['feed']?.plugin).toBe(feed)
    const broken = await loadConfig('feedloom.ts', { importModule: () => Promise.resolve({}) })
    expect(broken.findings).toMatchObject([{ code: 'FEEDLOOM_CONFIG_FILE_UNREADABLE', message: 'the module exports no config' }])
  })
})

describe('a config made in code', () => {
  it('takes plugin values, lists of them and module namespaces', async () => {
    for (const plugins of [[feed], [[feed]], [{ feed, helper: 1 }], [{ default: { feed } }]]) {
      const loaded = await resolveConfig(defineConfig({ plugins, sources: { feed: { subscribe } } }))
      expect(loaded.config.sources['feed']?.plugin).toBe(feed)
      expect(loaded.config.plugins).toEqual([feed])
    }
  })

  it('throws one coded error that lists all findings', async () => {
    const input = defineConfig({ plugins: [feed], sources: { feed: { subscribe, tokn: 'x' } }, engine: { shutdown: 5 } })
    const error: unknown = await resolveConfig(input).catch((thrown: unknown) => thrown)
    expect(FeedloomError.is(error)).toBe(true)
    expect(error).toMatchObject({ code: 'FEEDLOOM_CONFIG_INVALID', category: 'config' })
    expect((error as FeedloomError).message).toContain('has no key `tokn`')
    expect((error as FeedloomError).message).toContain('`shutdown` is not a duration')
  })

  it('turns record: into a sink of every pipeline, and points at record: when it is wrong', async () => {
    const base = {
      plugins: [feed, recorder],
      sources: { feed: { subscribe } },
      pipelines: { one: { sources: ['feed'] }, two: { sources: ['feed'] } },
    }
    const { config } = await resolveConfig({ ...base, record: { path: './recordings' } })
    expect(config.sinks['recorder']?.config).toEqual({ path: './recordings' })
    expect(Object.values(config.pipelines).map(({ sinks }) => sinks)).toEqual([['recorder'], ['recorder']])
    const { findings } = await checkConfig({ ...base, record: { pth: './recordings' } })
    expect(findings.map(({ path }) => path)).toEqual(['record', 'record.pth'])
    const beside = await resolveConfig({ ...base, sinks: { recorder: { path: './a' } }, pipelines: {}, record: { path: './b' } })
    expect(Object.keys(beside.config.sinks)).toEqual(['recorder', 'recorder/record'])
  })
})

describe('a loaded config', () => {
  it('places later findings in the text', async () => {
    const loaded = await load('everything.yaml')
    const finding = loaded.finding({ code: 'FEEDLOOM_CONFIG_SYMBOL_UNKNOWN', message: 'no', path: 'sources.acme.subscribe[0].symbols[1]' })
    expect(finding).toMatchObject({ line: 12, column: 44, severity: 'error' })
    expect(finding.frame).toContain('>')
    expect(loaded.locate(['sinks', 'acme-store', 'batching', 'unwritten'])).toMatchObject({ line: 34, column: 5 })
  })

  it('never shows a secret again', async () => {
    const loaded = await load('everything.yaml')
    expect(loaded.redact('key=hunter2-key, secret=hunter2-from-a-file')).toBe('key=***, secret=***')
    const plan = explain(loaded)
    expect(plan.pipelines[0]?.sources[0]?.config).toMatchObject({ apiKey: '***', apiSecret: '***', timeout: '2.5s' })
    expect(JSON.stringify(plan) + formatPlan(plan)).not.toContain('hunter2')
  })

  it('explains who feeds whom, with defaults filled in', async () => {
    const plan = explain(await load('everything.yaml'))
    expect(plan.pipelines.map(({ name }) => name)).toEqual(['main', 'raw'])
    expect(plan.pipelines[0]?.processors.map(({ takes, makes }) => ({ takes, makes }))).toEqual([
      { takes: ['trade'], makes: ['bar'] },
      { takes: ['bar'], makes: ['indicator'] },
    ])
    expect(plan.pipelines[0]?.sinks.map(({ gets }) => gets)).toEqual([['trade', 'book', 'bar', 'indicator'], ['bar']])
    expect(plan.pipelines[0]?.sinks[1]?.batching).toMatchObject({ maxEvents: 1_000, overflow: 'block' })
    expect(formatPlan(plan)).toMatchInlineSnapshot(`
      "pipeline main  (a fatal error stops that component alone)
        source acme  (beta)  Acme exchange
            apiKey: ***
            apiSecret: ***
            address: wss://acme.example
            port: 8443
            timeout: 2.5s
            region: europe
            compress: true
            trade          BTC/USDT, ETH/USDT  (after 2d of history)
            book           BTC/USDT  (50 levels)
            bar            BTC/USDT  (1m)
            ticker         */USDT  (polled every 1s)
            │
            ▼
        processor acme-bars  (beta)  Bars from trades
            interval: 5m
            takes trade, makes bar, passes on what it takes
            │
            ▼
        processor acme-study/fast  [acme-study]  (beta)  Indicators over bars
            interval: 5m
            compute: { m20: { mean: { period: 20 } }, m50: { mean: { period: 50 } } }
            of: { m50: m20 }
            takes bar, makes indicator, passes on what it takes
            │
            ▼
        sink acme-store  (beta)  Acme database
            path: ./x.db
            fileSize: 10MiB
            retention: { trade: 7d, book: 12h }
            gets trade, book, bar, indicator  (best-effort)
            writes of up to 500 events or 250ms, 2 at a time; holds 9000, then drop-oldest
        sink acme-chart  (beta)  Draws bars
            gets bar  (best-effort)
            writes of up to 1000 events or 1s, 1 at a time; holds 10000, then block up to 5s

      pipeline raw  (a fatal error stops everything in order)
        source second  [acme]  (beta)  Acme exchange
            address: wss://acme.example
            port: 443
            timeout: 10s
            region: europe
            compress: false
            trade          BTC/USDT  (aggregate)
            │
            ▼
        sink acme-store  (beta)  Acme database
            path: ./x.db
            fileSize: 10MiB
            retention: { trade: 7d, book: 12h }
            gets trade, book, bar, indicator  (best-effort)
            writes of up to 500 events or 250ms, 2 at a time; holds 9000, then drop-oldest

      engine  log warn · admin 127.0.0.1:9464 · shutdown 20s · buffer 500 rows of trade
      "
    `)
  })

  it('gives one subscription per symbol', async () => {
    const entry = (await load('everything.yaml')).config.sources['acme']?.subscribe[0]
    expect(entry === undefined ? [] : subscriptionsOf(entry).map(({ symbol, kind }) => `${kind} ${symbol}`)).toEqual([
      'trade BTC/USDT',
      'trade ETH/USDT',
    ])
  })
})

describe('parseConfig', () => {
  it('names the file as it was given', async () => {
    const { findings } = await parseConfig('sources: 1', { path: 'some/folder/feedloom.yaml' })
    expect(findings.every(({ file }) => file === 'some/folder/feedloom.yaml')).toBe(true)
  })

  it('takes a secret that only a plugin without JSON Schema could know', async () => {
    const text =
      'plugins: [../broken/plugins/acme.mjs]\nsources:\n  acme: { subscribe: [{ kind: trade, symbols: [BTC/USDT] }] }\nsinks:\n  acme-mail: { to: "${env:MAIL_TOKEN}" }\n'
    const { findings, loaded } = await parseConfig(text, { path: join(folder, 'mail.yaml'), env: { MAIL_TOKEN: 'hunter2-mail' } })
    expect(findings.map(({ severity }) => severity)).toEqual(['info'])
    expect(loaded?.redact('hunter2-mail')).toBe('***')
  })
})
