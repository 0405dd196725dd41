import { isAbsolute, join } from 'node:path'
import { parsePluginConfig } from '../config/validate.ts'
import type { PluginContext, PluginKind, PluginKinds } from '../contracts/plugin.ts'
import type { Scope } from './container.ts'
import type { Host } from './host.ts'
import { logWith } from './log.ts'
import { checkRequires } from './registry.ts'

/** What one component may use. `signal` is aborted when it must let go at once. */
export function createContext(host: Host, id: string, scope: Scope, signal: AbortSignal): PluginContext {
  const context: PluginContext = {
    id,
    clock: host.clock,
    random: host.random,
    network: host.network,
    log: logWith(host.log, { component: id }),
    metrics: host.metrics,
    instruments: host.instruments,
    layouts: host.plugins.layouts,
    signal,
    degraded(error) {
      const known = host.errors.record(id, error, 'retryable', 'FEEDLOOM_COMPONENT_DEGRADED')
      host.lifecycle.move(id, 'degraded', known.message)
    },
    recovered() {
      if (host.lifecycle.get(id)?.state === 'degraded') host.lifecycle.move(id, 'running')
    },
    failed(error) {
      host.fail(id, host.errors.record(id, error, 'fatal', 'FEEDLOOM_COMPONENT_FAILED'))
    },
    resolvePath: (path) => (isAbsolute(path) ? path : join(host.folder, path)),
    shared: (key, create) => host.shared.claim(id, key, create),
    create: (kind, type, config) => createPart(host, context, scope, kind, type, config),
    get: (token) => scope.get(token),
  }
  return context
}

function createPart<K extends PluginKind>(
  host: Host,
  context: PluginContext,
  scope: Scope,
  kind: K,
  type: string,
  config: unknown,
): PluginKinds[K] {
  const plugin = host.plugins.find(kind, type)
  checkRequires(plugin, (token) => scope.has(token))
  return plugin.create(context, parsePluginConfig(plugin, config))
}
