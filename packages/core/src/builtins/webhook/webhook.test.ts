import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { FakeNetwork, testContext } from '@feedloom/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { btc, make, runOf } from '../../../test/event-fixture.ts'
import { parseConfig } from '../../config.ts'
import { FeedloomError, type Alert, type FeedloomError as FeedloomErrorType, type Sink } from '../../contracts/index.ts'
import { systemClock } from '../../runtime/clocks.ts'
import { SinkDriver } from '../../runtime/sink-driver.ts'
import { type TestHost, testHost } from '../../runtime/test/host.ts'
import { webhook } from './webhook.ts'

interface Request {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
type Answer = (reply: ServerResponse) => void

/** A real server on this machine. It answers as it is told, then with 204. */
const requests: Request[] = []
const answers: Answer[] = []
let server: Server
let port: number

beforeAll(async () => {
  server = createServer((request, reply) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      requests.push({ headers: request.headers, body })
      const answer = answers.shift() ?? status(204)
      answer(reply)
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  port = (server.address() as AddressInfo).port
})

afterEach(() => {
  requests.length = 0
  answers.length = 0
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

function status(code: number, headers: Record<string, string> = {}): Answer {
  return (reply) => reply.writeHead(code, headers).end('whatever')
}

const alertAt = (ts: number, facts: Partial<Alert> = {}): Alert => {
  const head = { kind: 'alert' as const, instrument: btc, ts, nanos: 0, tsRecv: ts + 5, revision: 0 }
  const said = { rule: 'drop', severity: 'warning' as const, message: 'trade 97 fell 3.10 % within 15m', value: -3.1, threshold: -3 }
  return { ...head, ...said, values: { trade: 97 }, interval: undefined, openTime: undefined, final: undefined, ...facts }
}
const path = 'T0/hunter2-in-the-path'
const sinkOf = (config: object = {}): Sink =>
  make(webhook, { url: `http://127.0.0.1:${port}/${path}`, ...config }, { ...testContext({ clock: systemClock }), network: undefined })
const writeOf = (...alerts: readonly Alert[]): Parameters<Sink['write']>[0] => ({
  run: 'r1',
  id: 7,
  runs: [runOf(alerts)],
  count: alerts.length,
})
const signal = new AbortController().signal

async function failure(sink: Sink): Promise<FeedloomErrorType> {
  const thrown: unknown = await sink.write(writeOf(alertAt(0)), signal).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!FeedloomError.is(thrown)) throw new TypeError(`it was taken, or threw ${String(thrown)}`)
  return thrown
}

/** The sink behind its driver, as in a run. */
function driverOf(sink: Sink): { driver: SinkDriver; host: TestHost; offer: (...alerts: readonly Alert[]) => void } {
  const host = { ...testHost(), clock: systemClock } as unknown as TestHost
  host.lifecycle.add('sinks.webhook', 'sink', 'webhook')
  for (const state of ['starting', 'running'] as const) host.lifecycle.move('sinks.webhook', state)
  const policy = { ...sink.batching, maxDelayMs: 1 }
  const driver = new SinkDriver(host, sink, { id: 'sinks.webhook', policy, onBlock: () => undefined, canWait: () => false })
  return { driver, host, offer: (...alerts) => driver.offer(runOf(alerts)) }
}

describe('the webhook', () => {
  it('posts events as JSON, with what a receiver needs to know a repeat', async () => {
    await sinkOf({ headers: { Authorization: 'Bearer hunter2' }, fields: { team: 'desk' } }).write(
      writeOf(alertAt(1_000), alertAt(2_000, { value: Number.NaN })),
      signal,
    )
    expect(requests).toHaveLength(1)
    const [{ headers, body }] = requests as [Request]
    expect(headers).toMatchObject({ 'content-type': 'application/json', authorization: 'Bearer hunter2', 'idempotency-key': 'r1-7' })
    const { run, id, team, events } = JSON.parse(body) as { run: string; id: number; team: string; events: Record<string, unknown>[] }
    expect([run, id, team, events.length]).toEqual(['r1', 7, 'desk', 2])
    expect(events[0]).toMatchObject({
      kind: 'alert',
      instrument: btc.id,
      symbol: 'BTC/USDT',
      time: '1970-01-01T00:00:01.000Z',
      rule: 'drop',
      value: -3.1,
      values: { trade: 97 },
    })
    expect('value' in (events[1] ?? {})).toBe(false)
  })

  it('signs the body, so that the receiver can check it', async () => {
    await sinkOf({ signingKey: 'hunter2', signatureHeader: 'X-Desk' }).write(writeOf(alertAt(0)), signal)
    const [{ headers, body }] = requests as [Request]
    expect(headers['x-desk']).toBe(`sha256=${createHmac('sha256', 'hunter2').update(body).digest('hex')}`)
  })

  it('posts lines to read where a chat wants them', async () => {
    await sinkOf({ textKey: 'text', fields: { chat_id: 42 } }).write(writeOf(alertAt(0), alertAt(1, { severity: 'critical' })), signal)
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      chat_id: 42,
      text: 'BTC/USDT WARNING drop: trade 97 fell 3.10 % within 15m\nBTC/USDT CRITICAL drop: trade 97 fell 3.10 % within 15m',
    })
  })

  it.each([
    [500, 'retryable', 'FEEDLOOM_WEBHOOK_BUSY'],
    [503, 'retryable', 'FEEDLOOM_WEBHOOK_BUSY'],
    [408, 'retryable', 'FEEDLOOM_WEBHOOK_BUSY'],
    [429, 'retryable', 'FEEDLOOM_WEBHOOK_BUSY'],
    [400, 'data', 'FEEDLOOM_WEBHOOK_REFUSED'],
    [401, 'data', 'FEEDLOOM_WEBHOOK_REFUSED'],
    [404, 'data', 'FEEDLOOM_WEBHOOK_REFUSED'],
    [410, 'data', 'FEEDLOOM_WEBHOOK_REFUSED'],
  ])('takes %i for %s', async (code, category, errorCode) => {
    answers.push(status(code))
    expect(await failure(sinkOf())).toMatchObject({ category, code: errorCode })
  })

  it('waits as long as the server asks for, in seconds or until a date, an hour at most', async () => {
    answers.push(status(429, { 'retry-after': '7' }))
    expect((await failure(sinkOf())).retryAfterMs).toBe(7_000)
    answers.push(status(503, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }))
    const wait = (await failure(sinkOf())).retryAfterMs ?? 0
    expect(wait).toBeGreaterThan(50_000)
    expect(wait).toBeLessThanOrEqual(60_000)
    answers.push(status(429, { 'retry-after': '86400' }))
    expect((await failure(sinkOf())).retryAfterMs).toBe(3_600_000)
    answers.push(status(429, { 'retry-after': 'soon' }))
    expect((await failure(sinkOf())).retryAfterMs).toBeUndefined()
  })

  it('follows no redirect: the events are for one address alone', async () => {
    answers.push(status(307, { location: `http://127.0.0.1:${port}/elsewhere` }))
    expect(await failure(sinkOf())).toMatchObject({ category: 'data', code: 'FEEDLOOM_WEBHOOK_REFUSED' })
    expect(requests).toHaveLength(1)
  })

  it('gives up a server that does not answer, or stops halfway', async () => {
    answers.push(() => undefined)
    const silent = await failure(sinkOf({ timeout: '50ms' }))
    expect(silent).toMatchObject({ category: 'retryable', code: 'FEEDLOOM_WEBHOOK_UNREACHABLE' })
    expect(silent.message).toContain('no reply in time')
    answers.push((reply) => reply.writeHead(200, { 'content-length': '10' }).write('half'))
    expect(await failure(sinkOf({ timeout: '50ms' }))).toMatchObject({ code: 'FEEDLOOM_WEBHOOK_UNREACHABLE' })
    answers.push((reply) => reply.destroy())
    expect(await failure(sinkOf())).toMatchObject({ code: 'FEEDLOOM_WEBHOOK_UNREACHABLE' })
  })

  it('says that nobody listens', async () => {
    const free = createServer()
    await new Promise<void>((resolve) => {
      free.listen(0, '127.0.0.1', resolve)
    })
    const { port: closed } = free.address() as AddressInfo
    await new Promise((resolve) => free.close(resolve))
    const error = await failure(sinkOf({ url: `http://127.0.0.1:${closed}/${path}` }))
    expect(error).toMatchObject({ category: 'retryable', code: 'FEEDLOOM_WEBHOOK_UNREACHABLE' })
    expect(error.message).toContain('ECONNREFUSED')
  })

  it('never says its address, headers or key', async () => {
    const config = { headers: { Authorization: 'hunter2' }, signingKey: 'hunter2' }
    for (const answer of [status(500), status(400), status(302), (reply: ServerResponse): unknown => reply.destroy()]) {
      answers.push(answer)
      const error = await failure(sinkOf(config))
      expect(JSON.stringify([error.message, error.hint, error.details, String(error.cause)])).not.toContain('hunter2')
    }
  })

  it('posts at most once in a time', async () => {
    const sink = sinkOf({ atMostEvery: '80ms' })
    const begin = performance.now()
    for (let i = 0; i < 3; i++) await sink.write(writeOf(alertAt(i)), signal)
    expect(performance.now() - begin).toBeGreaterThan(150)
    const stopped = new AbortController()
    const waiting = sinkOf({ atMostEvery: '1h' })
    await waiting.write(writeOf(alertAt(0)), stopped.signal)
    const second = waiting.write(writeOf(alertAt(1)), stopped.signal)
    stopped.abort(new TypeError('stopped'))
    await expect(second).rejects.toThrow('stopped')
  })

  it("goes through the host's network where there is one", async () => {
    const sink = make(webhook, { url: 'https://example.com/hook' }, { ...testContext({ network: new FakeNetwork() }) })
    const error: unknown = await sink.write(writeOf(alertAt(0)), signal).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'FEEDLOOM_WEBHOOK_UNREACHABLE' })
  })

  it('refuses addresses that cannot be used, without saying them', () => {
    for (const url of ['https://[hunter2', 'https://user:hunter2@example.com/']) {
      expect(() => sinkOf({ url })).toThrow(expect.objectContaining({ code: 'FEEDLOOM_WEBHOOK_URL', path: 'url' }))
      expect(() => sinkOf({ url })).not.toThrow('hunter2')
    }
  })
})

describe('the webhook behind its driver', { timeout: 20_000 }, () => {
  it('delivers everything, in order, through a server that fails', async () => {
    answers.push(status(500), status(429, { 'retry-after': '0' }), (reply) => reply.destroy(), status(200), status(502))
    const { driver, offer } = driverOf(sinkOf())
    for (let i = 0; i < 5; i++) {
      offer(alertAt(i))
      await expect.poll(() => driver.stats().produced, { timeout: 10_000 }).toBe(i + 1)
    }
    const seen = requests.map(({ body }) => (JSON.parse(body) as { events: { ts: number }[] }).events.map(({ ts }) => ts))
    expect(seen.flat()).toEqual([0, 0, 0, 0, 1, 1, 2, 3, 4])
    expect(driver.stats()).toMatchObject({ failed: 0, dropped: 0, retries: 4 })
    // The same events under the same key.
    expect(new Set(requests.slice(0, 4).map(({ headers, body }) => `${String(headers['idempotency-key'])} ${body}`)).size).toBe(1)
  })

  it('buries what is refused, and goes on', async () => {
    answers.push(status(400))
    const { driver, host, offer } = driverOf(sinkOf())
    offer(alertAt(1), alertAt(2))
    await expect.poll(() => driver.stats().failed, { timeout: 10_000 }).toBe(2)
    offer(alertAt(3))
    await expect.poll(() => driver.stats().produced, { timeout: 10_000 }).toBe(1)
    expect(host.failures).toEqual([])
    expect(requests).toHaveLength(2)
  })

  it('sends together what came while the server was slow', async () => {
    answers.push((reply) => setTimeout(() => reply.writeHead(204).end(), 100))
    const { driver, offer } = driverOf(sinkOf())
    offer(alertAt(0))
    await expect.poll(() => requests.length).toBe(1)
    for (let i = 1; i <= 20; i++) offer(alertAt(i))
    await driver.drain(new AbortController().signal)
    expect(requests.map(({ body }) => (JSON.parse(body) as { events: unknown[] }).events.length)).toEqual([1, 20])
  })
})

describe('the config of the webhook', () => {
  it('keeps address, headers and key secret, and warns of those that stand in clear', async () => {
    const text = `
sources: { memory: {} }
sinks:
  webhook: { url: "https://example.com/hunter2", headers: { Authorization: "Bearer hunter2" }, signingKey: hunter2 }
`
    const { findings } = await parseConfig(text, { path: 'feedloom.yaml' })
    const clear = findings.filter(({ code }) => code === 'FEEDLOOM_CONFIG_SECRET_IN_CLEAR').map(({ path: place }) => place)
    expect(clear).toEqual(['sinks.webhook.url', 'sinks.webhook.headers.Authorization', 'sinks.webhook.signingKey'])
    expect(JSON.stringify(findings)).not.toContain('hunter2')
  })
})
