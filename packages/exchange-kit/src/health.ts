/** The part of a component's context that takes reports about its health. */
export interface HealthPort {
  degraded(error: Error): void
  recovered(): void
}

/** Troubles by name: degraded while there is one, recovered when the last is over. */
export class Health {
  readonly #port: HealthPort
  readonly #troubles = new Map<string, Error>()

  constructor(port: HealthPort) {
    this.#port = port
  }

  trouble(name: string, error: Error): void {
    const before = this.#troubles.get(name)
    this.#troubles.set(name, error)
    if (before?.message !== error.message) this.#port.degraded(error)
  }

  over(name: string): void {
    if (this.#troubles.delete(name) && this.#troubles.size === 0) this.#port.recovered()
  }
}
