import type { Clock } from '@feedloom/core'

/** Beyond 2^31 - 1 ms Node fires at once. */
const longestTimeoutMs = 2_147_483_647

/**
 * The machine's clock: wall time in whole milliseconds. Timers of `every` do not keep the process alive (what runs is
 * kept alive by its sockets and by `Engine.run`); those of `after` and `sleep` do.
 */
export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs: number, run: () => void): Disposable {
    const timer = setTimeout(run, Math.min(Math.max(0, delayMs), longestTimeoutMs))
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  },
  every(periodMs: number, run: () => void): Disposable {
    const timer = setInterval(run, Math.min(Math.max(1, periodMs), longestTimeoutMs))
    timer.unref()
    return { [Symbol.dispose]: () => clearInterval(timer) }
  },
  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error)
        return
      }
      const onAbort = (): void => {
        clearTimeout(timer)
        reject(signal?.reason as Error)
      }
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        },
        Math.min(Math.max(0, delayMs), longestTimeoutMs),
      )
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  },
})
