import { fatal } from '@feedloom/core'
import { WebSocket } from 'ws'
import { settle } from '../../virtual-clock.ts'

/** A plain WebSocket client for the tests of the venue: keeps every text as it came. */
export class TestClient {
  readonly texts: string[] = []
  closed: { readonly code: number; readonly reason: string } | undefined
  pings = 0
  readonly #ws: WebSocket
  #id = 0

  constructor(ws: WebSocket) {
    this.#ws = ws
    ws.on('message', (data: Buffer) => this.texts.push(data.toString()))
    ws.on('ping', () => this.pings++)
    ws.on('error', () => undefined)
    ws.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }))
  }

  static async connect(url: string, options: { readonly autoPong?: boolean } = {}): Promise<TestClient> {
    const ws = new WebSocket(url, { perMessageDeflate: false, autoPong: options.autoPong ?? true })
    const client = new TestClient(ws)
    await new Promise<void>((resolve, reject) => {
      ws.once('open', () => resolve())
      ws.once('error', reject)
    })
    return client
  }

  /** Sends a request and waits for its acknowledgement. */
  async ask(method: string, params?: unknown): Promise<string> {
    const id = ++this.#id
    this.send(JSON.stringify({ method, ...(params === undefined ? {} : { params }), id }))
    return this.until((text) => text.includes(`"id":${id}`) && !text.includes('"stream"'))
  }

  send(text: string): void {
    this.#ws.send(text)
  }

  /** The first text, past or coming, that passes. */
  async until(passes: (text: string) => boolean): Promise<string> {
    let found: string | undefined
    await waitFor(() => (found = this.texts.find(passes)) !== undefined)
    return found ?? ''
  }

  async ended(): Promise<{ readonly code: number; readonly reason: string }> {
    await waitFor(() => this.closed !== undefined)
    return this.closed ?? { code: 0, reason: '' }
  }

  /** Closing handshake; resolves when the venue has answered it. */
  async close(): Promise<void> {
    this.#ws.close(1000)
    await this.ended()
  }

  /** Data frames of a stream, out of their envelopes. */
  data<T>(stream: string): readonly T[] {
    const head = `{"stream":"${stream}","data":`
    return this.texts.filter((text) => text.startsWith(head)).map((text) => JSON.parse(text.slice(head.length, -1)) as T)
  }
}

/** Gives real sockets their turns until the condition holds. Fails after a few seconds of turns. */
export async function waitFor(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 8_000
  while (!condition()) {
    if (performance.now() > deadline) throw fatal('FEEDLOOM_TESTKIT_TIMEOUT', 'what the test waits for did not happen')
    await settle()
  }
}

/** A REST answer, parsed. */
export async function getJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T
}

type Row = readonly [price: string, size: string]

/** A book kept by the venue's documented rules from a snapshot and diffs; `gaps` counts breaks of the sequence. */
export class FollowedBook {
  readonly bids: Map<string, string> = new Map()
  readonly asks: Map<string, string> = new Map()
  lastUpdateId: number
  gaps = 0
  applied = 0
  readonly #usdm: boolean
  #synced = false

  constructor(snapshot: { readonly lastUpdateId: number; readonly bids: readonly Row[]; readonly asks: readonly Row[] }, usdm: boolean) {
    this.#usdm = usdm
    this.lastUpdateId = snapshot.lastUpdateId
    this.#apply(this.bids, snapshot.bids)
    this.#apply(this.asks, snapshot.asks)
  }

  follow(diff: DiffMessage): void {
    if (this.#usdm ? diff.u < this.lastUpdateId : diff.u <= this.lastUpdateId) return
    const continues = this.#usdm
      ? diff.pu === this.lastUpdateId || (!this.#synced && diff.U <= this.lastUpdateId)
      : this.#synced
        ? diff.U === this.lastUpdateId + 1
        : diff.U <= this.lastUpdateId + 1
    if (!continues) this.gaps++
    this.#synced = true
    this.applied++
    this.#apply(this.bids, diff.b)
    this.#apply(this.asks, diff.a)
    this.lastUpdateId = diff.u
  }

  sorted(): { readonly bids: readonly Row[]; readonly asks: readonly Row[] } {
    return {
      bids: [...this.bids].sort((a, b) => Number(b[0]) - Number(a[0])),
      asks: [...this.asks].sort((a, b) => Number(a[0]) - Number(b[0])),
    }
  }

  #apply(side: Map<string, string>, rows: readonly Row[]): void {
    for (const [price, size] of rows) {
      if (Number(size) === 0) side.delete(price)
      else side.set(price, size)
    }
  }
}

export interface DiffMessage {
  readonly U: number
  readonly u: number
  readonly pu?: number
  readonly b: readonly Row[]
  readonly a: readonly Row[]
}
