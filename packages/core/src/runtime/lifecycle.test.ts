import { describe, expect, it } from 'vitest'
import { type ComponentState, transitions } from '../contracts/index.ts'
import { Lifecycle } from './lifecycle.ts'

const states = Object.keys(transitions) as ComponentState[]
/** How to reach each state from `created`. */
const ways: Readonly<Record<ComponentState, readonly ComponentState[]>> = {
  created: [],
  starting: ['starting'],
  running: ['starting', 'running'],
  degraded: ['starting', 'degraded'],
  stopping: ['stopping'],
  stopped: ['stopping', 'stopped'],
  failed: ['failed'],
}

function at(state: ComponentState): Lifecycle {
  const lifecycle = new Lifecycle(() => 5)
  lifecycle.add('a', 'sink', 'keep')
  for (const step of ways[state]) lifecycle.move('a', step)
  return lifecycle
}

describe('Lifecycle', () => {
  it.each(states.flatMap((from) => states.map((to) => [from, to] as const)).filter(([from, to]) => from !== to))(
    '%s -> %s only if the table says so',
    (from, to) => {
      const lifecycle = at(from)
      expect(lifecycle.move('a', to)).toBe(transitions[from].includes(to))
      expect(lifecycle.get('a')?.state).toBe(transitions[from].includes(to) ? to : from)
    },
  )

  it('tells of a change of state or reason, and of nothing else', () => {
    const lifecycle = at('running')
    const told: unknown[] = []
    lifecycle.onChange(({ state, reason }) => told.push([state, reason]))
    lifecycle.move('a', 'running')
    lifecycle.move('a', 'degraded', 'slow')
    lifecycle.move('a', 'degraded', 'slow')
    lifecycle.move('a', 'degraded', 'slower')
    lifecycle.move('a', 'created')
    lifecycle.move('nobody', 'running')
    expect(told).toEqual([
      ['degraded', 'slow'],
      ['degraded', 'slower'],
    ])
  })
})
