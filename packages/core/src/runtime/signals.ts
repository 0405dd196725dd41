const names = ['SIGTERM', 'SIGINT'] as const

/** Calls `onSignal` for each SIGTERM and SIGINT until disposed. */
export function watchSignals(onSignal: (name: string) => void): Disposable {
  for (const name of names) process.on(name, onSignal)
  return {
    [Symbol.dispose]: () => {
      for (const name of names) process.off(name, onSignal)
    },
  }
}
