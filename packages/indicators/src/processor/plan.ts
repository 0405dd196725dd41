import {
  type Indicator,
  type IndicatorDefinition,
  type IndicatorInput,
  type IndicatorState,
  type Readiness,
  configError,
} from '@feedloom/core'
import { type MutableRow, emptyRow } from '../parts/row.ts'
import type { ComputeEntry } from './config.ts'

/** One indicator of the plan. */
export interface PlanNode {
  readonly indicator: Indicator
  /** Frozen; shared by all values. */
  readonly definition: IndicatorDefinition
  /** Position of the node that it runs over; -1 = the bars. */
  readonly parent: number
  readonly parentOutput: number
  /** The one input that a parent's output is given to. */
  readonly input: IndicatorInput
}

/** What is computed on every series, in an order in which inputs come first. */
export interface Plan {
  readonly nodes: readonly PlanNode[]
  /** Rows until the slowest of them has converged, chains included. */
  readonly convergence: number
}

export function planOf(entries: readonly ComputeEntry[], create: (entry: ComputeEntry) => Indicator): Plan {
  const nodes: PlanNode[] = []
  const rows: number[] = []
  for (const entry of entries) {
    const indicator = create(entry)
    const parent = parentOf(entry, entries, nodes.length)
    const definition: IndicatorDefinition = Object.freeze({
      name: entry.name,
      indicator: entry.type,
      parameters: indicator.parameters,
      outputs: Object.freeze([...indicator.outputs]),
    })
    const input = indicator.inputs[0] ?? 'close'
    nodes.push({ indicator, definition, parent, parentOutput: outputOf(entry, indicator, nodes[parent]), input })
    rows.push(indicator.convergence + (rows[parent] ?? 0))
  }
  return { nodes, convergence: Math.max(0, ...rows) }
}

/** Position of the entry that this one runs over, which stands before it unless they wait for each other. */
function parentOf(entry: ComputeEntry, entries: readonly ComputeEntry[], position: number): number {
  if (entry.of === undefined) return -1
  const parent = entries.findIndex(({ name }) => name === entry.of?.name)
  if (parent < position) return parent
  throw configError('FEEDLOOM_CONFIG_CYCLE', `\`${entry.name}\` waits for its own output`, {
    path: `compute.${entry.name}.of`,
    hint: 'Give it an input from outside the circle.',
  })
}

function outputOf(entry: ComputeEntry, indicator: Indicator, parent: PlanNode | undefined): number {
  if (entry.of === undefined || parent === undefined) return 0
  const path = `compute.${entry.name}.of`
  if (indicator.inputs.length !== 1) {
    throw configError('FEEDLOOM_INDICATOR_INPUT', `\`${entry.type}\` reads ${indicator.inputs.join(', ')} and cannot run over one output`, {
      path,
    })
  }
  const { outputs } = parent.indicator
  const output = entry.of.output === undefined ? 0 : outputs.indexOf(entry.of.output)
  if (output >= 0) return output
  throw configError('FEEDLOOM_INDICATOR_OUTPUT_UNKNOWN', `\`${entry.of.name}\` has no output \`${entry.of.output ?? ''}\``, {
    path,
    hint: `It has ${outputs.join(', ')}.`,
  })
}

type Act = 'update' | 'revise' | 'preview'

/** The running indicators of one series. */
export class PlanState {
  readonly #nodes: readonly PlanNode[]
  readonly #states: readonly IndicatorState[]
  readonly #outputs: readonly Float64Array[]
  readonly #readiness: Readiness[]
  readonly #derived: MutableRow = emptyRow()

  constructor(plan: Plan) {
    this.#nodes = plan.nodes
    this.#states = plan.nodes.map(({ indicator }) => indicator.create())
    this.#outputs = plan.nodes.map(({ indicator }) => new Float64Array(indicator.outputs.length))
    this.#readiness = plan.nodes.map(() => 'warming' as const)
  }

  run(act: Act, row: MutableRow): void {
    for (let n = 0; n < this.#nodes.length; n++) {
      const node = this.#nodes[n] as PlanNode
      const input = node.parent < 0 ? row : this.#rowOf(node)
      const readiness = input === undefined ? 'warming' : (this.#states[n] as IndicatorState)[act](input, this.#outputs[n] as Float64Array)
      this.#readiness[n] = isWeaker(readiness, this.#readiness[node.parent]) ? (this.#readiness[node.parent] as Readiness) : readiness
    }
  }

  reset(): void {
    for (const state of this.#states) state.reset()
  }

  readiness(node: number): Readiness {
    return this.#readiness[node] as Readiness
  }

  /** A copy: events keep it. */
  values(node: number): number[] {
    return Array.from(this.#outputs[node] as Float64Array)
  }

  /** The parent's output as a row; undefined while the parent has none. */
  #rowOf(node: PlanNode): MutableRow | undefined {
    if (this.#readiness[node.parent] === 'warming') return undefined
    this.#derived[node.input] = (this.#outputs[node.parent] as Float64Array)[node.parentOutput] as number
    return this.#derived
  }
}

/** Whether a chain is held back by its parent: ready at best while that one has not converged. */
function isWeaker(own: Readiness, parent: Readiness | undefined): boolean {
  return own === 'converged' && parent === 'ready'
}
