import { type RawFrame, type Source, type SourceOutput, sourceCapabilities } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import { finiteSourceSuite } from './finite-source-suite.ts'
import { runSuite } from './suite.ts'
import { failures } from './test/failures.ts'

const start = 1_700_000_000_000

/** What a small replay may do wrong. */
interface Flaws {
  readonly goesOn?: boolean
  readonly endsTwice?: boolean
  readonly turnsRound?: boolean
  readonly ignoresPause?: boolean
  readonly forgetful?: boolean
}

/** Ten frames, one a microtask. */
class SmallReplay implements Source {
  static played = 0
  readonly capabilities: Source['capabilities'] = sourceCapabilities({ flow: 'pausable', finite: true })
  readonly #flaws: Flaws
  #output: SourceOutput | undefined
  #paused: Promise<void> = Promise.resolve()
  #release: () => void = () => undefined
  #stopped = false

  constructor(flaws: Flaws) {
    this.#flaws = flaws
  }

  attach(output: SourceOutput): void {
    this.#output = output
  }

  subscribe(): Promise<readonly never[]> {
    return Promise.resolve([])
  }

  unsubscribe(): Promise<void> {
    return Promise.resolve()
  }

  async start(): Promise<void> {
    void this.#play()
  }

  async stop(): Promise<void> {
    this.#stopped = this.#flaws.goesOn !== true
    this.resume()
  }

  pause(): void {
    if (this.#flaws.ignoresPause !== true) this.#paused = new Promise((resolve) => (this.#release = resolve))
  }

  resume(): void {
    this.#release()
  }

  async #play(): Promise<void> {
    // The first run ever may be longer than those after it.
    const frames = this.#flaws.forgetful === true ? 10 + 10 / ++SmallReplay.played : 10
    for (let i = 0; i < frames && !this.#stopped; i++) {
      await this.#paused
      if (!this.#stopped) this.#output?.frame(frameAt(this.#flaws.turnsRound === true ? -i : i))
    }
    if (this.#stopped) return
    this.#output?.end()
    if (this.#flaws.endsTwice === true) this.#output?.end()
  }
}

function frameAt(i: number): RawFrame {
  return { venue: 'acme', channel: 'ws', payload: '', tsRecv: start + i, connection: 'main#0', epoch: 0, request: undefined }
}

const suiteOf = (flaws: Flaws): ReturnType<typeof finiteSourceSuite> =>
  finiteSourceSuite({ plugin: { kind: 'source', type: 'small-replay' }, create: () => ({ source: new SmallReplay(flaws) }) })

runSuite(suiteOf({}), { describe, it }, 'a small replay conforms')

const broken: readonly (readonly [claim: string, id: string, flaws: Flaws])[] = [
  ['goes on after stop', 'SRC-20', { goesOn: true }],
  ['says its end twice', 'SRC-50', { endsTwice: true }],
  ['turns the order round', 'SRC-50', { turnsRound: true }],
  ['plays while it is paused', 'SRC-51', { ignoresPause: true }],
  ['plays something else each time', 'SRC-52', { forgetful: true }],
]

describe('the suite of finite sources', () => {
  it.each(broken)('catches one that %s', async (_claim, id, flaws) => {
    expect(await failures(suiteOf(flaws))).toEqual([id])
  })
})
