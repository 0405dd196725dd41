import { createHmac } from 'node:crypto'
import { type EpochMs, fatal, type PluginContext, retryable, type Sink, type SinkWrite } from '../../contracts/index.ts'
import { bodyOf } from './body.ts'
import { addressOf, type WebhookConfig } from './config.ts'
import { post, type PostReply, reasonOf } from './post.ts'
import { replyError } from './reply-error.ts'

/** Posts writes as JSON. The driver retries what may pass and buries what was refused. */
export class WebhookSink implements Sink {
  readonly consumes = '*'
  readonly delivery = 'at-least-once'
  readonly batching: Sink['batching'] = {
    maxEvents: 100,
    maxDelayMs: 500,
    maxInFlight: 1,
    queueEvents: 10_000,
    overflow: 'drop-oldest',
    maxBlockMs: 0,
  }
  readonly #context: PluginContext
  readonly #config: WebhookConfig
  readonly #host: string
  #nextAt: EpochMs = Number.NEGATIVE_INFINITY
  #stopped = false

  constructor(context: PluginContext, config: WebhookConfig) {
    this.#context = context
    this.#config = config
    this.#host = addressOf(config).host
  }

  async start(): Promise<void> {
    this.#stopped = false
  }

  /** Throws `FEEDLOOM_WEBHOOK_BUSY` and `FEEDLOOM_WEBHOOK_UNREACHABLE` (retryable), `FEEDLOOM_WEBHOOK_REFUSED` (data). */
  async write(write: SinkWrite, signal: AbortSignal): Promise<void> {
    if (this.#stopped) throw fatal('FEEDLOOM_SINK_STOPPED', 'the webhook sink has been stopped')
    await this.#turn(signal)
    const body = bodyOf(write, this.#config)
    const reply = await this.#post(body, this.#headers(write, body), signal)
    const error = replyError(reply.status, reply.retryAfter, this.#host, this.#context.clock.now())
    if (error !== undefined) throw error
  }

  async stop(): Promise<void> {
    this.#stopped = true
  }

  /** Waits until a request may go out. */
  async #turn(signal: AbortSignal): Promise<void> {
    const { atMostEvery } = this.#config
    if (atMostEvery === undefined) return
    const { clock } = this.#context
    const waitMs = this.#nextAt - clock.now()
    if (waitMs > 0) await clock.sleep(waitMs, signal)
    this.#nextAt = clock.now() + atMostEvery
  }

  #headers({ run, id }: SinkWrite, body: string): Record<string, string> {
    const { headers, signingKey, signatureHeader } = this.#config
    const signature = signingKey === undefined ? {} : { [signatureHeader]: signatureOf(body, signingKey) }
    // A retry carries the same key, so that a receiver can tell a repeat.
    return { 'content-type': 'application/json', 'user-agent': 'feedloom', 'idempotency-key': `${run}-${id}`, ...headers, ...signature }
  }

  async #post(body: string, headers: Record<string, string>, signal: AbortSignal): Promise<PostReply> {
    const { url, timeout: timeoutMs } = this.#config
    try {
      return await post(this.#context, { url, headers, body, timeoutMs, signal })
    } catch (thrown) {
      throw retryable('FEEDLOOM_WEBHOOK_UNREACHABLE', `the webhook at ${this.#host} did not take the events: ${reasonOf(thrown)}`, {
        details: { host: this.#host },
        hint: 'Check the address and the server; it is tried again.',
      })
    }
  }
}

function signatureOf(body: string, key: string): string {
  return `sha256=${createHmac('sha256', key).update(body).digest('hex')}`
}
