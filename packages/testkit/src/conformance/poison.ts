type Globals = Record<string, unknown>

/** What a pure function must not touch. */
const forbidden = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'WebSocket'] as const

/**
 * Runs something synchronous with clock, timers, randomness and network watched, and answers what was touched. They
 * still work, so that code which swallows errors is caught too.
 */
export function touchedGlobals(run: () => void): readonly string[] {
  const touched: string[] = []
  const restore = [
    ...forbidden.map((name) => watchMember(globalThis as unknown as Globals, name, name, touched)),
    watchMember(Math as unknown as Globals, 'random', 'Math.random', touched),
    watchMember(performance as unknown as Globals, 'now', 'performance.now', touched),
    watchMember(process as unknown as Globals, 'hrtime', 'process.hrtime', touched),
    watchMember(process as unknown as Globals, 'nextTick', 'process.nextTick', touched),
    watchDate(touched),
  ]
  try {
    run()
  } finally {
    for (const undo of restore) undo()
  }
  return [...new Set(touched)]
}

function watchMember(owner: Globals, name: string, label: string, touched: string[]): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name)
  const original = owner[name]
  if (typeof original !== 'function') return () => undefined
  const watched = new Proxy(original, {
    apply: (target, self, args: unknown[]) => {
      touched.push(label)
      return Reflect.apply(target, self, args) as unknown
    },
    construct: (target, args: unknown[]) => {
      touched.push(label)
      return Reflect.construct(target, args) as object
    },
  })
  Object.defineProperty(owner, name, { value: watched, configurable: true, writable: true })
  return () => {
    if (own === undefined) delete owner[name]
    else Object.defineProperty(owner, name, own)
  }
}

/** `new Date(ms)` and `Date.UTC` are arithmetic; `Date.now()`, `new Date()` and `Date()` read the clock. */
function watchDate(touched: string[]): () => void {
  const original = globalThis.Date
  const watched = new Proxy(original, {
    get: (target, key, receiver) => {
      if (key === 'now') touched.push('Date.now')
      return Reflect.get(target, key, receiver) as unknown
    },
    apply: (target, self, args: unknown[]) => {
      touched.push('Date()')
      return Reflect.apply(target, self, args) as unknown
    },
    construct: (target, args: unknown[]) => {
      if (args.length === 0) touched.push('new Date()')
      return Reflect.construct(target, args) as object
    },
  })
  globalThis.Date = watched
  return () => {
    globalThis.Date = original
  }
}
