import type { Assembly } from './assembly.ts'
import type { Host } from './host.ts'

/** The part of the time that sources may take, so that one which does not come back leaves the sinks theirs. */
const sourceShare = 0.5

/**
 * The order of a stop, upstream first: sources, then processors (which write what they hold), then sinks, which drain,
 * then caches. What has not finished when `signal` aborts is left behind.
 */
export async function shutdown(host: Host, assembly: Assembly, deadlineMs: number, signal: AbortSignal): Promise<void> {
  const sinks = [...assembly.sinks.values()]
  const slots = [...assembly.pipelines.values()]
  await stopSources(host, assembly, deadlineMs * sourceShare, signal)
  for (const { pipeline } of slots) pipeline.end()
  await Promise.all(slots.flatMap(({ stages }) => stages.map(({ unit }) => unit.stop(signal))))
  await Promise.all(
    sinks.map(async ({ unit, driver }) => {
      // A sink that never started cannot take what waits for it.
      const state = host.lifecycle.get(unit.id)?.state
      if (state === 'running' || state === 'degraded') await driver.drain(signal)
      else driver.close()
    }),
  )
  await Promise.all(sinks.map(({ unit }) => unit.stop(signal)))
  await Promise.all([...assembly.caches.values()].map((unit) => unit.stop(signal)))
}

async function stopSources(host: Host, assembly: Assembly, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const expired = new AbortController()
  const timer = host.clock.after(timeoutMs, () => expired.abort())
  const either = AbortSignal.any([signal, expired.signal])
  await Promise.all([...assembly.sources.values()].map((runner) => runner.stop(either)))
  timer[Symbol.dispose]()
}
