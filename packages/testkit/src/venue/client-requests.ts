import type { Clock } from '@feedloom/core'
import type { ClientConnection } from './client-connection.ts'
import { take, type FaultBoard } from './faults.ts'
import type { Hub } from './hub.ts'
import type { VenueLimits } from './limits.ts'
import { parseTopic } from './topics.ts'

interface ClientRequest {
  readonly method?: unknown
  readonly params?: unknown
  readonly id?: unknown
}

export interface RequestContext {
  readonly hub: Hub
  readonly faults: FaultBoard
  readonly clock: Clock
  readonly limits: VenueLimits
}

/** Answers one message of a client: SUBSCRIBE, UNSUBSCRIBE, LIST_SUBSCRIPTIONS, SET_PROPERTY, GET_PROPERTY. */
export function answerClient(connection: ClientConnection, text: string, context: RequestContext): void {
  let request: ClientRequest
  try {
    request = JSON.parse(text) as ClientRequest
  } catch {
    connection.send('{"error":{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"}}')
    return
  }
  const { hub } = context
  const names = namesOf(request.params)
  switch (request.method) {
    case 'SUBSCRIBE':
      if (isRefused(connection, request, names, context)) return
      for (const name of names ?? []) hub.subscribe(connection, name)
      acknowledge(connection, request.id, 'null', context)
      return
    case 'UNSUBSCRIBE':
      if (isMalformed(connection, request, names)) return
      for (const name of names ?? []) hub.unsubscribe(connection, name)
      acknowledge(connection, request.id, 'null', context)
      return
    case 'LIST_SUBSCRIPTIONS':
      acknowledge(connection, request.id, JSON.stringify([...connection.topics]), context)
      return
    case 'GET_PROPERTY':
      acknowledge(connection, request.id, String(connection.combined), context)
      return
    case 'SET_PROPERTY':
      setProperty(connection, request, context)
      return
    default:
      refuse(connection, request.id, 2, 'Invalid request: unknown method')
  }
}

function namesOf(params: unknown): readonly string[] | undefined {
  return Array.isArray(params) && params.every((name) => typeof name === 'string') ? params : undefined
}

function isMalformed(connection: ClientConnection, request: ClientRequest, names: readonly string[] | undefined): boolean {
  if (names !== undefined) return false
  refuse(connection, request.id, 2, 'Invalid request: params must be an array of strings')
  return true
}

function isRefused(
  connection: ClientConnection,
  request: ClientRequest,
  names: readonly string[] | undefined,
  context: RequestContext,
): boolean {
  if (isMalformed(connection, request, names)) return true
  const invalid = (names ?? []).some((name) => parseTopic(connection.venue, name) === undefined)
  if (invalid || take(context.faults.rejects)) {
    refuse(connection, request.id, 2, 'Invalid request: invalid stream')
    return true
  }
  const wanted = new Set([...connection.topics, ...(names ?? [])])
  if (wanted.size <= context.limits.topicsPerConnection) return false
  refuse(connection, request.id, 2, 'Invalid request: too many subscriptions')
  return true
}

function setProperty(connection: ClientConnection, request: ClientRequest, context: RequestContext): void {
  const [name, value] = Array.isArray(request.params) ? (request.params as readonly unknown[]) : []
  if (name !== 'combined') refuse(connection, request.id, 0, 'Unknown property')
  else if (typeof value !== 'boolean') refuse(connection, request.id, 1, 'Invalid value type: expected Boolean')
  else {
    connection.combined = value
    acknowledge(connection, request.id, 'null', context)
  }
}

function acknowledge(connection: ClientConnection, id: unknown, result: string, { faults, clock }: RequestContext): void {
  if (take(faults.ackDrops)) return
  const text = `{"result":${result},"id":${JSON.stringify(id ?? null)}}`
  const delay = faults.takeAckDelay()
  if (delay === 0) connection.send(text)
  else clock.after(delay, () => connection.send(text))
}

function refuse(connection: ClientConnection, id: unknown, code: number, msg: string): void {
  connection.send(JSON.stringify({ error: { code, msg }, id: id ?? null }))
}
