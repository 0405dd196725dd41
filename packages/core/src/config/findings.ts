import type { ConfigDocument, DocumentProblem } from './document.ts'
import { blotLines, codeFrame } from './frame.ts'
import { formatPath } from './path.ts'
import { Secrets } from './secrets.ts'
import type { Finding, FindingFields, Position } from './types.ts'

interface Noted extends FindingFields {
  readonly position?: Position
}

/**
 * Collects what is wrong. Places and code frames are worked out at the end, when every secret is known, so that an
 * early finding cannot show what turns out to be one later.
 */
export class Findings {
  readonly secrets: Secrets = new Secrets()
  readonly #file: string
  readonly #document: ConfigDocument | undefined
  readonly #noted: Noted[] = []
  /** Places whose value is unusable, and said to be: schemas complain about them in vain. */
  readonly #spoilt = new Set<string>()

  constructor(file: string, document: ConfigDocument | undefined) {
    this.#file = file
    this.#document = document
    for (const problem of document?.problems ?? []) this.#addProblem(problem)
  }

  add(fields: FindingFields): void {
    const path = pathText(fields.path)
    if (!this.#noted.some((other) => other.code === fields.code && pathText(other.path) === path && other.message === fields.message)) {
      this.#noted.push(fields)
    }
  }

  spoil(path: string): void {
    this.#spoilt.add(path)
  }

  isSpoilt(path: string): boolean {
    return this.#spoilt.has(path)
  }

  /** Whether something has been said about exactly this place. */
  mentions(path: string): boolean {
    return this.#noted.some((noted) => pathText(noted.path) === path)
  }

  /** Whether an earlier hint names this as what was meant. */
  suggests(name: string): boolean {
    return this.#noted.some(({ hint }) => hint === `Did you mean \`${name}\`?`)
  }

  get hasErrors(): boolean {
    return this.#noted.some((noted) => (noted.severity ?? 'error') === 'error')
  }

  locate(path: string, at: 'key' | 'value' = 'value'): Position {
    return this.#document?.locate(path, at) ?? { line: 1, column: 1, length: 1 }
  }

  finish(fields: FindingFields): Finding {
    return this.#finish(fields, this.#lines())
  }

  /** In the order of the text. */
  all(): readonly Finding[] {
    const lines = this.#lines()
    const findings = this.#noted.map((noted) => this.#finish(noted, lines))
    return findings.sort((a, b) => a.line - b.line || a.column - b.column)
  }

  #addProblem(problem: DocumentProblem): void {
    this.#noted.push(problem)
    if (problem.severity === 'error') this.#spoilt.add(formatPath(problem.path))
  }

  #lines(): readonly string[] {
    return this.#document === undefined ? [] : blotLines(this.secrets.blot(this.#document))
  }

  #finish(noted: Noted, lines: readonly string[]): Finding {
    const path = pathText(noted.path)
    const position = noted.position ?? this.locate(path, noted.at)
    return {
      file: this.#file,
      line: position.line,
      column: position.column,
      severity: noted.severity ?? 'error',
      code: noted.code,
      message: this.secrets.redact(firstLine(noted.message)),
      hint: noted.hint === undefined ? undefined : this.secrets.redact(firstLine(noted.hint)),
      path: this.secrets.redact(path),
      frame: codeFrame(lines, position),
    }
  }
}

export function pathText(path: FindingFields['path']): string {
  return typeof path === 'string' ? path : formatPath(path)
}

/** A message of somebody else's may carry a stack trace. */
function firstLine(text: string): string {
  return (text.split(/\r?\n/).find((line) => line.trim() !== '') ?? text).trim()
}
