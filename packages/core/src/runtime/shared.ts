type Closable = Partial<Disposable & AsyncDisposable>

interface Share {
  readonly value: Closable
  readonly holders: Set<string>
}

/** Things that components share by key (`PluginContext.shared`); one is disposed when its last holder lets go. */
export class SharedPool {
  readonly #shares = new Map<string, Share>()

  claim<T extends Closable>(holder: string, key: string, create: () => T): T {
    let share = this.#shares.get(key)
    if (share === undefined) this.#shares.set(key, (share = { value: create(), holders: new Set() }))
    share.holders.add(holder)
    return share.value as T
  }

  /** The component has stopped. Rejects with the first error of a disposal, after all of them were tried. */
  async release(holder: string): Promise<void> {
    const unused: Closable[] = []
    for (const [key, share] of this.#shares) {
      if (!share.holders.delete(holder) || share.holders.size > 0) continue
      this.#shares.delete(key)
      unused.push(share.value)
    }
    const results = await Promise.allSettled(unused.map(dispose))
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }
}

async function dispose(value: Closable): Promise<void> {
  const { [Symbol.asyncDispose]: later } = value
  if (later === undefined) value[Symbol.dispose]?.()
  else await later.call(value)
}
