import type { RawFrame } from '@feedloom/core'

/** What an intact data frame of the venue says, as far as the proofs need it. Read by its own rules, not by the adapter's. */
export type Entered =
  | { readonly kind: 'trade'; readonly key: string; readonly id: number; readonly ts: number }
  | { readonly kind: 'depth'; readonly key: string; readonly first: number; readonly last: number; readonly prev: number | undefined }
  | { readonly kind: 'kline'; readonly key: string; readonly openTime: number; readonly closed: boolean }
  | { readonly kind: 'quote'; readonly key: string }

type Fields = Readonly<Record<string, unknown>>

/** Undefined for replies to requests, for other messages, and for frames that came to harm. */
export function enteredOf(frame: RawFrame): Entered | undefined {
  if (frame.channel !== 'ws') return undefined
  let data: Fields
  try {
    data = (JSON.parse(Buffer.from(frame.payload as Uint8Array).toString()) as { data: Fields }).data
  } catch {
    return undefined
  }
  const key = `${frame.venue}:${String(data['s'])}`
  const kind = data['e'] ?? 'bookTicker'
  if (kind === 'trade' && areNumbers(data['t'], data['T'], data['p'], data['q'])) {
    return { kind: 'trade', key, id: Number(data['t']), ts: Number(data['T']) }
  }
  if (kind === 'aggTrade' && areNumbers(data['a'], data['T'], data['p'], data['q'])) {
    return { kind: 'trade', key, id: Number(data['a']), ts: Number(data['T']) }
  }
  if (kind === 'depthUpdate' && areNumbers(data['U'], data['u']) && Array.isArray(data['b'])) {
    const prev = data['pu']
    return { kind: 'depth', key, first: Number(data['U']), last: Number(data['u']), prev: prev === undefined ? undefined : Number(prev) }
  }
  if (kind === 'kline') {
    const bar = data['k'] as Fields
    if (areNumbers(bar['t'], bar['o'], bar['c'])) return { kind: 'kline', key, openTime: Number(bar['t']), closed: bar['x'] === true }
  }
  if (kind === 'bookTicker' && areNumbers(data['b'], data['B'], data['a'], data['A'])) return { kind: 'quote', key }
  return undefined
}

function areNumbers(...values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === 'number' || (typeof value === 'string' && value !== '' && !Number.isNaN(Number(value))))
}
