import { onInterruptKey } from './keys.ts'

/** What a person or a supervisor sends to end the process. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface StopRequests {
  /** A signal came. */
  stop(): void
  /** Another one came: nobody wants to wait. */
  abort(): void
}

/** Listens until disposed. `keys`: a person watches, so Ctrl-C is read from the terminal. */
export function onStopSignals(requests: StopRequests, { keys }: { readonly keys: boolean }): Disposable {
  let count = 0
  const handle = () => {
    count += 1
    if (count === 1) requests.stop()
    else requests.abort()
  }
  for (const signal of SIGNALS) process.on(signal, handle)
  const typed = keys ? onInterruptKey(handle) : undefined
  return {
    [Symbol.dispose]: () => {
      typed?.[Symbol.dispose]()
      for (const signal of SIGNALS) process.off(signal, handle)
    },
  }
}
