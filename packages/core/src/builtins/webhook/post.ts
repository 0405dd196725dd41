import type { Clock, Network } from '../../contracts/index.ts'

export interface PostRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface PostReply {
  readonly status: number
  readonly retryAfter: string | undefined
}

/** Posts through the host's network where it has one, else by `fetch`. Rejects when there was no reply in time. */
export async function post({ network, clock }: { network: Network | undefined; clock: Clock }, request: PostRequest): Promise<PostReply> {
  if (network === undefined) return await postByFetch(clock, request)
  const { status, headers } = await network.fetch({ method: 'POST', ...request })
  return { status, retryAfter: headers['retry-after'] }
}

async function postByFetch(clock: Clock, { url, headers, body, timeoutMs, signal }: PostRequest): Promise<PostReply> {
  const abort = new AbortController()
  const cancel = (): void => abort.abort()
  using _timer = clock.after(timeoutMs, cancel)
  signal.addEventListener('abort', cancel, { once: true })
  if (signal.aborted) cancel()
  try {
    // A redirect would take the events, and the headers, to somebody else.
    const reply = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: abort.signal })
    // The connection is free for the next one when this has been read.
    await reply.arrayBuffer()
    return { status: reply.status, retryAfter: reply.headers.get('retry-after') ?? undefined }
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** Why there was no reply, in a word; messages of others may hold the address. */
export function reasonOf(thrown: unknown): string {
  const { name, code, cause } = thrown as { name?: string; code?: unknown; cause?: { code?: unknown } }
  const known = cause?.code ?? code
  if (name === 'AbortError') return 'no reply in time'
  return typeof known === 'string' ? known : 'no reply'
}
