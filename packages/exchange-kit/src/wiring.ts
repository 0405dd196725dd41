import type { Network, PluginContext } from '@feedloom/core'
import type { ExchangeConfig } from './config.ts'
import { HttpClient } from './http-client.ts'
import { nodeNetwork } from './network.ts'
import { Pacer } from './pacing.ts'
import { RateBudget } from './rate-budget.ts'
import type { BudgetState } from './rate-budget.ts'
import type { VenueSpec } from './venue.ts'
import { endpointsOf, heartbeatOf, limitsOf } from './wire.ts'
import type { Wire } from './wire.ts'

/** Puts spec, config and the engine's ports together. */
export function createWire(spec: VenueSpec, context: PluginContext, config: ExchangeConfig): Wire {
  const limits = limitsOf(spec, config)
  let requestId = 0
  return {
    venue: spec.venue,
    source: context.id,
    spec,
    config,
    limits,
    heartbeat: heartbeatOf(spec, config),
    endpoints: endpointsOf(spec, config),
    clock: context.clock,
    random: () => context.random(),
    network: networkOf(context),
    log: context.log,
    connects: new Pacer(context.clock, limits.connectsPerMinute, 60_000),
    nextRequestId: () => ++requestId,
  }
}

/** The REST client of a source; its budget is shared by all sources that the venue meters together. */
export function createHttpClient(wire: Wire, context: PluginContext): HttpClient {
  const { spec, config, limits, clock, network, log, venue } = wire
  const { scope, weight, perMs, usedHeader } = limits.rest
  // Test network and production count apart, and so does each address that a proxy gives us.
  const key = [scope, config.testnet ? 'testnet' : 'live', proxyHost(config)].join('|')
  const budget = context.shared(`exchange-kit.rate-budget|${key}`, () => new RateBudget({ scope, weight, perMs, clock }))
  return new HttpClient({
    venue,
    baseUrl: wire.endpoints.rest,
    network,
    clock,
    random: wire.random,
    log,
    budget,
    usedHeader,
    headers: () => spec.headers?.(config) ?? {},
    proxy: config.proxy,
    timeoutMs: config.http.timeout,
    retries: config.http.retries,
    observe: budgetGauges(context, scope),
  })
}

function budgetGauges({ metrics }: PluginContext, scope: string): (state: BudgetState) => void {
  const used = metrics.gauge('feedloom_rest_weight_used', { scope })
  const waiting = metrics.gauge('feedloom_rest_requests_waiting', { scope })
  return (state) => {
    used.set(state.used)
    waiting.set(state.waiting)
  }
}

function networkOf(context: PluginContext): Network {
  return context.network ?? context.shared('exchange-kit.network', nodeNetwork)
}

function proxyHost({ proxy }: ExchangeConfig): string {
  return proxy === undefined ? 'direct' : new URL(proxy).host
}
