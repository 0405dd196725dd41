import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { type KeyInput, onInterruptKey } from './keys.ts'

class FakeInput extends EventEmitter implements KeyInput {
  readonly isTTY: boolean
  readonly calls: string[] = []

  constructor(isTTY = true) {
    super()
    this.isTTY = isTTY
  }
  setRawMode(on: boolean): void {
    this.calls.push(on ? 'raw' : 'cooked')
  }
  resume(): void {
    this.calls.push('resume')
  }
  pause(): void {
    this.calls.push('pause')
  }
  type(text: string): void {
    this.emit('data', Buffer.from(text))
  }
}

describe('onInterruptKey', () => {
  it('hears every Ctrl-C, other keys aside, and gives the terminal back', () => {
    const input = new FakeInput()
    let interrupts = 0
    const keys = onInterruptKey(() => (interrupts += 1), input)
    input.type('q\u0003')
    input.type('\u0003')
    expect(interrupts).toBe(2)
    keys[Symbol.dispose]()
    input.type('\u0003')
    expect(interrupts).toBe(2)
    expect(input.calls).toEqual(['raw', 'resume', 'cooked', 'pause'])
  })

  it('suspends and quits on Ctrl-Z and Ctrl-\\, with the terminal as it was', () => {
    const input = new FakeInput()
    using _ = onInterruptKey(
      () => undefined,
      input,
      (signal) => input.calls.push(signal),
    )
    input.type('\u001A')
    process.emit('SIGCONT')
    input.type('\u001C')
    expect(input.calls).toEqual(['raw', 'resume', 'cooked', 'SIGTSTP', 'raw', 'cooked', 'SIGQUIT'])
  })

  it('leaves what is not a terminal alone', () => {
    const input = new FakeInput(false)
    onInterruptKey(() => undefined, input)[Symbol.dispose]()
    expect(input.calls).toEqual([])
  })
})
