import { dataError, type EpochMs, type FeedloomError, retryable } from '../../contracts/index.ts'

/** A server that asks for more patience than this is asked again all the same. */
const longestWaitMs = 3_600_000
const passing: ReadonlySet<number> = new Set([408, 425, 429])

/** What a reply means for the write; undefined when it was taken. Names the host alone: the rest of an address may be secret. */
export function replyError(status: number, retryAfter: string | undefined, host: string, now: EpochMs): FeedloomError | undefined {
  if (status >= 200 && status < 300) return undefined
  const details = { host, status }
  if (passing.has(status) || status >= 500) {
    const waitMs = waitOf(retryAfter, now)
    const wait = waitMs === undefined ? {} : { retryAfterMs: waitMs }
    return retryable('FEEDLOOM_WEBHOOK_BUSY', `the webhook at ${host} answered ${status}`, {
      ...wait,
      details,
      hint:
        status === 429
          ? 'Send less often: `atMostEvery`, or fewer alerts by `cooldown`.'
          : 'It is tried again; look at the server if it goes on.',
    })
  }
  const moved = status >= 300 && status < 400
  const hint = moved
    ? 'Write the address that it points to: events are not sent to where a server points.'
    : 'Check the address, the headers and what the server wants.'
  return dataError('FEEDLOOM_WEBHOOK_REFUSED', `the webhook at ${host} refused the events with ${status}`, { details, hint })
}

/** Seconds, or a date. */
function waitOf(retryAfter: string | undefined, now: EpochMs): number | undefined {
  if (retryAfter === undefined) return undefined
  const ms = /^\s*\d+(\.\d+)?\s*$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - now
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestWaitMs) : undefined
}
