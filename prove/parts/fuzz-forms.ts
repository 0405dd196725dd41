type Random = () => number

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
const number = /^-?\d+(?:\.\d+)?$/

/** The same JSON with other white space, order of keys, escapes, and forms of its numbers, in quotes or not. */
export function inAnotherForm(text: string, random: Random): string {
  const space = random() < 0.5 ? (): string => '' : (): string => pick(random, ['', '', ' ', '\n', '\t', '  ', '\r\n'])
  const write = (value: unknown): string => {
    if (Array.isArray(value)) return `[${space()}${value.map(write).join(`${space()},${space()}`)}${space()}]`
    if (typeof value === 'object' && value !== null) {
      const members = Object.entries(value).map(([key, item]) => `${quoted(key, random)}${space()}:${space()}${write(item)}`)
      return `{${space()}${shuffled(members, random).join(`${space()},${space()}`)}${space()}}`
    }
    if (typeof value === 'number') return otherNumber(value, random)
    return typeof value === 'string' ? quoted(number.test(value) ? otherDecimal(value, random) : value, random) : JSON.stringify(value)
  }
  return `${space()}${write(JSON.parse(text))}${space()}`
}

function shuffled(members: readonly string[], random: Random): readonly string[] {
  if (random() < 0.3) return members
  const list = members.map((member) => ({ member, order: random() }))
  return list.sort((a, b) => a.order - b.order).map(({ member }) => member)
}

function quoted(text: string, random: Random): string {
  if (text === '' || random() < 0.9) return JSON.stringify(text)
  const at = Math.floor(random() * text.length)
  const escape = `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`
  return `${JSON.stringify(text.slice(0, at)).slice(0, -1)}${escape}${JSON.stringify(text.slice(at + 1)).slice(1)}`
}

function otherNumber(value: number, random: Random): string {
  const plain = JSON.stringify(value)
  const forms = [
    plain,
    plain,
    value.toExponential(),
    ...(Number.isInteger(value) ? [`${plain}.0`, `${plain}e0`, `${plain}.00E+0`] : [`${plain}0`]),
  ]
  const form = pick(random, forms)
  return Number(form) === value ? form : plain
}

function otherDecimal(text: string, random: Random): string {
  const longer = text.includes('.') ? `${text}0` : `${text}.0`
  const shorter = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  return pick(random, [text, text, longer, `${longer}00`, shorter, `${text}e0`])
}
