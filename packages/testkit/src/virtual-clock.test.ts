import { describe, expect, it } from 'vitest'
import { VirtualClock } from './virtual-clock.ts'

describe('VirtualClock', () => {
  it('runs timers in order of time, then of setting', () => {
    const clock = new VirtualClock(0)
    const seen: string[] = []
    clock.after(20, () => seen.push(`late@${clock.now()}`))
    clock.after(10, () => seen.push(`first@${clock.now()}`))
    clock.after(10, () => seen.push(`second@${clock.now()}`))
    clock.advance(15)
    expect(seen).toEqual(['first@10', 'second@10'])
    expect(clock.now()).toBe(15)
    clock.advance(5)
    expect(seen.at(-1)).toBe('late@20')
    expect(clock.pending).toBe(0)
  })

  it('runs a timer that a timer sets within the same advance', () => {
    const clock = new VirtualClock(0)
    const seen: number[] = []
    clock.after(10, () => clock.after(10, () => seen.push(clock.now())))
    clock.advance(30)
    expect(seen).toEqual([20])
  })

  it('repeats until disposed, also from inside', () => {
    const clock = new VirtualClock(0)
    const seen: number[] = []
    const timer = clock.every(10, () => {
      seen.push(clock.now())
      if (seen.length === 3) timer[Symbol.dispose]()
    })
    clock.advance(100)
    expect(seen).toEqual([10, 20, 30])
    expect(clock.pending).toBe(0)
  })

  it('counts monotonic time from its start', () => {
    const clock = new VirtualClock(5_000)
    clock.advance(250)
    expect(clock.monotonic()).toBe(250)
  })

  it('wakes sleepers between timers', async () => {
    const clock = new VirtualClock(0)
    const seen: number[] = []
    void (async () => {
      for (let i = 0; i < 3; i++) {
        await clock.sleep(10)
        seen.push(clock.now())
      }
    })()
    await clock.advanceAsync(100)
    expect(seen).toEqual([10, 20, 30])
  })

  it('rejects a sleep with the reason of its signal and leaves no timer', async () => {
    const clock = new VirtualClock(0)
    const abort = new AbortController()
    const sleeping = clock.sleep(10, abort.signal)
    const reason = new TypeError('enough')
    abort.abort(reason)
    await expect(sleeping).rejects.toBe(reason)
    await expect(clock.sleep(10, abort.signal)).rejects.toBe(reason)
    expect(clock.pending).toBe(0)
  })
})
