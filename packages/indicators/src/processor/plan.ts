import { type Indicator, type IndicatorDefinition, type IndicatorInput, configError } from '@feedloom/core'
import { type ComputeEntry, type PlacedTerm, inputsOf } from './entries.ts'

/** Where one input of a node comes from, when it does not run over all columns of its own bars. */
type Wire =
  | { readonly from: 'output'; readonly node: number; readonly output: number }
  | { readonly from: 'own'; readonly column: IndicatorInput }
  | { readonly from: 'other'; readonly other: number; readonly column: IndicatorInput }

/** One indicator of a part. */
export interface PlanNode {
  readonly indicator: Indicator
  /** Frozen; shared by all values. */
  readonly definition: IndicatorDefinition
  /** One for each input; none = the row as it is. */
  readonly wires: readonly Wire[]
  /** Positions of the nodes that it runs over. */
  readonly parents: readonly number[]
  /** False where another part says the values. */
  readonly isSaid: boolean
}

/** Another instrument whose bars are joined, and who asks for it. */
interface OtherSeries {
  readonly symbol: string
  readonly path: string
}

/** What runs on the same rows, inputs first: a row is complete when the bars of all `others` have come too. */
export interface PlanPart {
  readonly nodes: readonly PlanNode[]
  readonly others: readonly OtherSeries[]
  /** Rows until the slowest of them has converged, chains included. */
  readonly convergence: number
}

/** What is computed on every series. */
export interface Plan {
  /** What needs only the own bars. */
  readonly own: PlanPart
  /** One for each set of other instruments. */
  readonly joined: readonly PlanPart[]
  readonly definitions: readonly IndicatorDefinition[]
  readonly others: readonly OtherSeries[]
  readonly convergence: number
}

interface Draft {
  readonly entry: ComputeEntry
  readonly indicator: Indicator
  readonly definition: IndicatorDefinition
  readonly parents: readonly number[]
  readonly others: readonly OtherSeries[]
  /** Rows until it has converged: its own after those of its parents. */
  readonly convergence: number
}

/** Throws `config` errors for what cannot run over what it names. */
export function planOf(entries: readonly ComputeEntry[], create: (entry: ComputeEntry) => Indicator): Plan {
  const drafts: Draft[] = []
  for (const entry of entries) drafts.push(draftOf(entry, create(entry), entries, drafts))
  const sets = [...new Set(drafts.map(keyOf))].filter((key) => key !== '')
  const own = partOf(drafts, '')
  const joined = sets.map((key) => partOf(drafts, key))
  return {
    own,
    joined,
    definitions: drafts.map(({ definition }) => definition),
    others: uniqueOthers(drafts.flatMap(({ others }) => others)),
    convergence: Math.max(own.convergence, ...joined.map(({ convergence }) => convergence)),
  }
}

function draftOf(entry: ComputeEntry, indicator: Indicator, entries: readonly ComputeEntry[], drafts: readonly Draft[]): Draft {
  const parents = inputsOf(entry).map((name) => parentOf(entry, name, entries, drafts.length))
  checkInputs(entry, indicator)
  const named = entry.terms.flatMap((placed) =>
    placed?.term.kind === 'instrument' ? [{ symbol: placed.term.symbol, path: pathOf(entry, placed) }] : [],
  )
  return {
    entry,
    indicator,
    definition: definitionOf(entry, indicator),
    parents,
    others: uniqueOthers([...named, ...parents.flatMap((parent) => drafts[parent]?.others ?? [])]),
    convergence: indicator.convergence + Math.max(0, ...parents.map((parent) => drafts[parent]?.convergence ?? 0)),
  }
}

/** What the values carry; pairs and compositions say what they ran over. */
function definitionOf({ name, type, terms }: ComputeEntry, { parameters, outputs }: Indicator): IndicatorDefinition {
  const [first, second] = terms
  return Object.freeze({
    name,
    indicator: type,
    parameters: Object.freeze({
      ...parameters,
      ...(first === undefined ? {} : { of: first.text }),
      ...(second === undefined ? {} : { second: second.text }),
    }),
    outputs: Object.freeze([...outputs]),
  })
}

/** Position of an entry that this one runs over, which stands before it unless they wait for each other. */
function parentOf(entry: ComputeEntry, name: string, entries: readonly ComputeEntry[], position: number): number {
  const parent = entries.findIndex((other) => other.name === name)
  if (parent < position) return parent
  throw configError('FEEDLOOM_CONFIG_CYCLE', `\`${entry.name}\` waits for its own output`, {
    path: `compute.${entry.name}.of`,
    hint: 'Give it an input from outside the circle.',
  })
}

function checkInputs(entry: ComputeEntry, { inputs }: Indicator): void {
  const { name, type, terms } = entry
  const path = pathOf(
    entry,
    terms.find((placed) => placed !== undefined),
  )
  if (terms.length === 0) {
    if (!inputs.includes('second') && !inputs.includes('period')) return
    throw configError('FEEDLOOM_INDICATOR_INPUT', `\`${type}\` runs over two series, and \`${name}\` names one`, {
      path,
      hint: 'Add the other one beside it, for example `second: BTC/USDT`, or both as `of: [rsi14, macd.signal]`.',
    })
  }
  if (terms.length === inputs.length) return
  const found = terms.length === 1 ? 'one series' : 'two series'
  throw configError('FEEDLOOM_INDICATOR_INPUT', `\`${type}\` reads ${inputs.join(', ')} and cannot run over ${found}`, { path })
}

function pathOf({ name }: ComputeEntry, placed: PlacedTerm | undefined): string {
  const tail = (placed?.path ?? []).map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')
  return `compute.${name}${tail}`
}

function keyOf({ others }: Draft): string {
  return others
    .map(({ symbol }) => symbol)
    .toSorted()
    .join(' ')
}

function uniqueOthers(others: readonly OtherSeries[]): readonly OtherSeries[] {
  return others.filter(({ symbol }, i) => others.findIndex((other) => other.symbol === symbol) === i)
}

/** The drafts with this set of other instruments, and all that they run over. */
function partOf(drafts: readonly Draft[], key: string): PlanPart {
  const needed = new Set<number>()
  const need = (position: number): void => {
    for (const parent of drafts[position]?.parents ?? []) need(parent)
    needed.add(position)
  }
  for (const [position, draft] of drafts.entries()) if (keyOf(draft) === key) need(position)
  const chosen = [...needed].toSorted((a, b) => a - b)
  const others = uniqueOthers(chosen.flatMap((position) => drafts[position]?.others ?? []))
  const nodes = chosen.map((position) => nodeOf(drafts, position, chosen, others, key))
  return { nodes, others, convergence: Math.max(0, ...chosen.map((position) => drafts[position]?.convergence ?? 0)) }
}

function nodeOf(
  drafts: readonly Draft[],
  position: number,
  chosen: readonly number[],
  others: readonly OtherSeries[],
  key: string,
): PlanNode {
  const draft = drafts[position] as Draft
  const { entry, indicator, definition, parents } = draft
  const wires = entry.terms.map((placed, input) => wireOf(entry, placed, input, indicator, drafts, chosen, others))
  return { indicator, definition, wires, parents: parents.map((parent) => chosen.indexOf(parent)), isSaid: keyOf(draft) === key }
}

function wireOf(
  entry: ComputeEntry,
  placed: PlacedTerm | undefined,
  input: number,
  { inputs }: Indicator,
  drafts: readonly Draft[],
  chosen: readonly number[],
  others: readonly OtherSeries[],
): Wire {
  const first = inputs[0] ?? 'close'
  // The other instrument gives the column that the first series is read from.
  const column =
    inputs[input] === 'second' || inputs[input] === 'period' ? (first === 'second' ? 'close' : first) : (inputs[input] ?? first)
  const term = placed?.term
  if (term === undefined) return { from: 'own', column }
  if (term.kind === 'column') return { from: 'own', column: term.column }
  if (term.kind === 'instrument') return { from: 'other', other: others.findIndex(({ symbol }) => symbol === term.symbol), column }
  const parent = drafts.findIndex((draft) => draft.entry.name === term.name)
  const outputs = drafts[parent]?.indicator.outputs ?? []
  const output = term.output === undefined ? 0 : outputs.indexOf(term.output)
  if (output >= 0) return { from: 'output', node: chosen.indexOf(parent), output }
  throw configError('FEEDLOOM_INDICATOR_OUTPUT_UNKNOWN', `\`${term.name}\` has no output \`${term.output ?? ''}\``, {
    path: pathOf(entry, placed),
    hint: `It has ${outputs.join(', ')}.`,
  })
}
