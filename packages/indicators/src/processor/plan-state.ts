import type { IndicatorInput, IndicatorState, InputRow, Readiness } from '@feedloom/core'
import { type MutableRow, emptyRow } from '../parts/row.ts'
import type { PlanNode, PlanPart } from './plan.ts'

type Act = 'update' | 'revise' | 'preview'

/** The running indicators of one part on one series. */
export class PlanState {
  readonly #nodes: readonly PlanNode[]
  readonly #states: readonly IndicatorState[]
  readonly #outputs: readonly Float64Array[]
  readonly #readiness: Readiness[]
  /** Rows since all that a node runs over has converged: only from then on does it forget. With the last row, and before it. */
  readonly #steady: Int32Array
  readonly #steadyBefore: Int32Array
  readonly #wired: MutableRow = emptyRow()

  constructor({ nodes }: PlanPart) {
    this.#nodes = nodes
    this.#states = nodes.map(({ indicator }) => indicator.create())
    this.#outputs = nodes.map(({ indicator }) => new Float64Array(indicator.outputs.length))
    this.#readiness = nodes.map(() => 'warming' as const)
    this.#steady = new Int32Array(nodes.length)
    this.#steadyBefore = new Int32Array(nodes.length)
  }

  /** `others`: rows of the other instruments, in the part's order. */
  run(act: Act, row: MutableRow, others: readonly InputRow[]): void {
    for (let n = 0; n < this.#nodes.length; n++) {
      const node = this.#nodes[n] as PlanNode
      const isWired = node.wires.length > 0
      const input = isWired ? this.#wire(node, row, others) : row
      const own = input === undefined ? 'warming' : (this.#states[n] as IndicatorState)[act](input, this.#outputs[n] as Float64Array)
      this.#readiness[n] = node.parents.length > 0 ? this.#held(n, node, own, act) : own
    }
  }

  reset(): void {
    for (const state of this.#states) state.reset()
    this.#steady.fill(0)
    this.#steadyBefore.fill(0)
  }

  readiness(node: number): Readiness {
    return this.#readiness[node] as Readiness
  }

  /** A copy: events keep it. */
  values(node: number): number[] {
    return Array.from(this.#outputs[node] as Float64Array)
  }

  /** The inputs of a node as a row; undefined while what it runs over has no value yet. */
  #wire({ indicator, wires }: PlanNode, row: MutableRow, others: readonly InputRow[]): MutableRow | undefined {
    for (let i = 0; i < wires.length; i++) {
      const wire = wires[i] as (typeof wires)[number]
      if (wire.from === 'output' && this.#readiness[wire.node] === 'warming') return undefined
      this.#wired[indicator.inputs[i] as IndicatorInput] =
        wire.from === 'output'
          ? ((this.#outputs[wire.node] as Float64Array)[wire.output] as number)
          : (wire.from === 'own' ? row : (others[wire.other] as InputRow))[wire.column]
    }
    return this.#wired
  }

  /** A chain has converged when its beginning is forgotten after what it runs over has forgotten its own. */
  #held(n: number, { indicator, parents }: PlanNode, own: Readiness, act: Act): Readiness {
    if (act === 'update') this.#steadyBefore[n] = this.#steady[n] as number
    let isSteady = true
    for (const parent of parents) isSteady &&= this.#readiness[parent] === 'converged'
    const rows = isSteady ? ((act === 'preview' ? this.#steady : this.#steadyBefore)[n] as number) + 1 : 0
    if (act !== 'preview') this.#steady[n] = rows
    return own === 'converged' && rows <= indicator.convergence ? 'ready' : own
  }
}
