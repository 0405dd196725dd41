import type { ConfigDocument } from './document.ts'

/** Names of variables whose values are kept secret wherever they go. */
const secretName = /SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIAL/i

export function soundsSecret(name: string): boolean {
  return secretName.test(name.replaceAll('-', '_'))
}

/** What must not be shown: values by their text, places by their path. */
export class Secrets {
  readonly #values = new Set<string>()
  readonly #places = new Set<string>()

  /** Texts of one to three letters would blot out half of every message; they are hidden by their place alone. */
  addValue(value: string): void {
    for (const line of value.split(/\r?\n/)) if (line.trim().length >= 4) this.#values.add(line.trim())
  }

  addPlace(path: string): void {
    this.#places.add(path)
  }

  hasPlace(path: string): boolean {
    return this.#places.has(path)
  }

  redact(text: string): string {
    return this.#replaced(text, () => '***')
  }

  /** The lines of a text, secrets replaced by as many stars, so that columns stay. */
  blot(document: ConfigDocument): readonly string[] {
    let text = document.text
    for (const place of this.#places) {
      const range = document.range(place)
      if (range !== undefined) text = text.slice(0, range.from) + blotValue(text.slice(range.from, range.to)) + text.slice(range.to)
    }
    return this.#replaced(text, (found) => '*'.repeat(found.length)).split(/\r?\n/)
  }

  #replaced(text: string, by: (found: string) => string): string {
    let out = text
    for (const value of [...this.#values].sort((a, b) => b.length - a.length)) out = out.replaceAll(value, () => by(value))
    return out
  }
}

/** Hides a written value but leaves `${env:NAME}` and `${file:path}`, which say only where the secret is. */
export function blotValue(written: string): string {
  const stars = (text: string): string => text.replace(/[^\s"',[\]{}$]/g, '*')
  return written
    .split(/(\$\{[^}]*\})/)
    .map((part) =>
      /^\$\{((env|file):|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\})/.test(part)
        ? part.replace(/:-([^}]*)\}$/, (_, fallback: string) => `:-${stars(fallback)}}`)
        : stars(part),
    )
    .join('')
}
