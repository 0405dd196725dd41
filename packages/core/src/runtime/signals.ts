const names = ['SIGTERM', 'SIGINT'] as const

/** Keeps the process alive until disposed, whatever else is there to wait for. Measures no time. */
export function holdProcess(): Disposable {
  const handle = setInterval(() => undefined, 1 << 30)
  return { [Symbol.dispose]: () => clearInterval(handle) }
}

/** Calls `onSignal` for each SIGTERM and SIGINT until disposed. */
export function watchSignals(onSignal: (name: string) => void): Disposable {
  for (const name of names) process.on(name, onSignal)
  return {
    [Symbol.dispose]: () => {
      for (const name of names) process.off(name, onSignal)
    },
  }
}
