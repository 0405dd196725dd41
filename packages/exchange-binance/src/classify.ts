import { type FeedloomError, configError, dataError, retryable } from '@feedloom/core'
import type { FrameClass } from '@feedloom/exchange-kit'
import type { ControlMessage } from './messages.ts'

const data: FrameClass = { type: 'data' }
const decoder = new TextDecoder()

const quote = 0x22
const openBracket = 0x5b
const s = 0x73
const e = 0x65
/** `{"stream":"` */
const streamPrefix = 11

/**
 * What a message is for, from its first bytes: `{"stream":"…","data":{"e":"t` tells that it is data. Only answers to
 * what we sent and announcements are parsed.
 */
export function classify(payload: Uint8Array): FrameClass {
  if (payload[0] === openBracket) return data
  const first = payload[2]
  // `{"stream":` but not `{"status":`
  if (first === s && payload[4] === 0x72) {
    let nameEnd = streamPrefix
    // Names are short: a loop is faster than a call of `indexOf`.
    while (nameEnd < payload.length && payload[nameEnd] !== quote) nameEnd++
    // `","data":{"e":"s`: no market stream has a type that begins with s.
    if (payload[nameEnd + 11] !== e || payload[nameEnd + 15] !== s) return data
  } else if ((first === e && payload[3] === quote && payload[6] !== s) || first === 0x75 || first === 0x6c) {
    // Without the wrapper: `{"e":"trade"`, `{"u":` (best bid and offer), `{"lastUpdateId":`.
    return data
  }
  return classifyControl(payload)
}

function classifyControl(payload: Uint8Array): FrameClass {
  const text = decoder.decode(payload)
  if (text.includes('"serverShutdown"')) return { type: 'reconnect', reason: 'the venue announced a shutdown of this server' }
  let message: ControlMessage
  try {
    message = JSON.parse(text) as ControlMessage
  } catch {
    // The normalizer meets it next and reports it.
    return data
  }
  if (typeof message !== 'object' || message === null) return data
  const problem = message.error ?? (message.code === undefined ? undefined : message)
  if (problem !== undefined) {
    return typeof message.id === 'number'
      ? { type: 'reject', requestId: message.id, error: refusal(problem, configError, 'FEEDLOOM_SUBSCRIPTION_INVALID') }
      : { type: 'error', error: refusal(problem, dataError, 'FEEDLOOM_REQUEST_REFUSED') }
  }
  if (typeof message.id === 'number' && 'result' in message) return { type: 'ack', requestId: message.id }
  return data
}

/** -1003 and -1034: too many requests or connections. Everything else the same request would meet again. */
const temporaryCodes: ReadonlySet<number | undefined> = new Set([-1000, -1001, -1003, -1007, -1008, -1034])

function refusal(problem: NonNullable<ControlMessage['error']>, lasting: typeof configError, code: FeedloomError['code']): FeedloomError {
  const details = { code: problem.code }
  const message = `Binance refused a request: ${problem.msg ?? 'no reason given'}`
  return temporaryCodes.has(problem.code)
    ? retryable('FEEDLOOM_SUBSCRIPTION_REFUSED', message, { details })
    : lasting(code, message, { details, hint: 'Check kind, interval, depth and options.' })
}
