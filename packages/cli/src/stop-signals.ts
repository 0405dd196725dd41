/** What a person or a supervisor sends to end the process. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface StopRequests {
  /** A signal came. */
  stop(): void
  /** Another one came: nobody wants to wait. */
  abort(): void
}

/** Listens until disposed. */
export function onStopSignals(requests: StopRequests): Disposable {
  let count = 0
  const handle = () => {
    count += 1
    if (count === 1) requests.stop()
    else requests.abort()
  }
  for (const signal of SIGNALS) process.on(signal, handle)
  return {
    [Symbol.dispose]: () => {
      for (const signal of SIGNALS) process.off(signal, handle)
    },
  }
}
