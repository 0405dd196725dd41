import { dataError, fatal, retryable } from '@feedloom/core'
import type { FeedloomError, HttpReply } from '@feedloom/core'
import { excerptOf } from './json.ts'

const secretName = /key|secret|signature|token|passphrase|password/i

/** An address that may be shown: without user, password and the values of secret parameters. */
export function publicUrl(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  for (const name of url.searchParams.keys()) if (secretName.test(name)) url.searchParams.set(name, '***')
  return url.href
}

/** ms that a reply asks us to wait; `Retry-After` holds seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterOf(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const text = headers['retry-after']?.trim()
  if (text === undefined || text === '') return undefined
  const seconds = Number(text)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000)
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** Whether a status means that we ask too much: too many requests, or banned for it (418, Binance's own use of it). */
export function isRateLimited(status: number): boolean {
  return status === 429 || status === 418
}

const hints: Readonly<Record<number, string>> = {
  401: 'Check `apiKey` and `apiSecret` of this source.',
  403: 'The venue or a firewall in between refuses this address; check keys, region and `proxy`.',
  418: 'The venue has banned this address for a while; lower `limits.restWeight`, or run fewer programs on this address.',
  429: 'Lower `limits.restWeight`, or run fewer programs on this address.',
  451: 'The venue does not serve this region; set `proxy`, or `endpoints` to an address that serves it.',
}

/** The error for a reply that is not a success. */
export function statusError(venue: string, address: string, reply: HttpReply, retryAfterMs: number | undefined): FeedloomError {
  const { status } = reply
  const url = publicUrl(address)
  const message = `${venue} answered ${status} to ${url}: ${excerptOf(reply.body)}`
  const hint = hints[status]
  const options = {
    details: { venue, url, status },
    ...(hint === undefined ? {} : { hint }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
  if (isRateLimited(status)) return retryable('FEEDLOOM_HTTP_RATE_LIMITED', message, options)
  if (status >= 500 || status === 408) return retryable('FEEDLOOM_HTTP_UNAVAILABLE', message, options)
  if (status === 401 || status === 403 || status === 451) return fatal('FEEDLOOM_HTTP_DENIED', message, options)
  return dataError('FEEDLOOM_HTTP_REFUSED', message, options)
}
