import { didYouMean } from './suggest.ts'
import type { Findings } from './findings.ts'
import { formatPath, shortName } from './path.ts'
import { soundsSecret } from './secrets.ts'
import type { ConfigPath } from './types.ts'

/** What was put into one value. */
export interface Interpolated {
  readonly path: ConfigPath
  /** A secret went in: the content of a file, or a variable that is called like one. */
  readonly secret: boolean
  /** As written, to name it in a message: `${env:API_SECRET}`. */
  readonly written: string
  /** A default in clear was used. */
  readonly defaulted: boolean
}

export interface InterpolationSources {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Reads a text file by its path as written. Throws when it cannot. */
  readFile(path: string): string
}

export interface InterpolationResult {
  readonly value: unknown
  readonly interpolated: ReadonlyMap<string, Interpolated>
}

const expression = /\$?\$\{([^}]*)(\}?)/g

/** Replaces `${env:NAME}`, `${env:NAME:-default}` and `${file:path}` in every text of a value; `$${` stands for `${`. */
export function interpolate(value: unknown, sources: InterpolationSources, findings: Findings): InterpolationResult {
  const interpolated = new Map<string, Interpolated>()
  const visit = (part: unknown, path: ConfigPath): unknown => {
    if (typeof part === 'string') return part.includes('${') ? replaceIn(part, path, { sources, findings, interpolated }) : part
    if (Array.isArray(part)) return part.map((item, index) => visit(item, [...path, index]))
    if (!isPlainMap(part)) return part
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, visit(item, [...path, key])]))
  }
  return { value: visit(value, []), interpolated }
}

/** Plugin values and other objects of a config made in code are left as they are. */
function isPlainMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return (prototype === Object.prototype || prototype === null) && Object.getOwnPropertySymbols(value).length === 0
}

interface Scene {
  readonly sources: InterpolationSources
  readonly findings: Findings
  readonly interpolated: Map<string, Interpolated>
}

function replaceIn(text: string, path: ConfigPath, scene: Scene): string {
  let secret = false
  let defaulted = false
  let written: string | undefined
  const out = text.replaceAll(expression, (whole: string, inner: string, close: string) => {
    if (whole.startsWith('$$')) return whole.slice(1)
    const found = close === '' ? unclosed(path, scene) : resolve(inner, path, scene)
    written ??= whole
    if (found === undefined) scene.findings.spoil(formatPath(path))
    secret ||= found?.secret ?? false
    defaulted ||= found?.defaulted ?? false
    return found?.value ?? ''
  })
  if (written !== undefined) scene.interpolated.set(formatPath(path), { path, secret, written, defaulted })
  return out
}

interface Found {
  readonly value: string
  readonly secret: boolean
  readonly defaulted: boolean
}

function resolve(inner: string, path: ConfigPath, scene: Scene): Found | undefined {
  const env = /^env:([A-Za-z_]\w*)(?::-(.*))?$/s.exec(inner)
  if (env !== null) return fromEnv(env[1] as string, env[2], path, scene)
  const file = /^file:(.+)$/s.exec(inner)
  if (file !== null) return fromFile(file[1] as string, path, scene)
  return invalid(inner, path, scene)
}

function fromEnv(name: string, fallback: string | undefined, path: ConfigPath, { sources, findings }: Scene): Found | undefined {
  const value = sources.env[name]
  const secret = soundsSecret(name)
  if (value !== undefined && (value !== '' || fallback === undefined)) {
    if (secret) findings.secrets.addValue(value)
    return { value, secret, defaulted: false }
  }
  if (fallback !== undefined) {
    if (secret) findings.secrets.addValue(fallback)
    return { value: fallback, secret, defaulted: true }
  }
  const near = didYouMean(
    name,
    Object.keys(sources.env).filter((other) => Math.abs(other.length - name.length) < 3),
  )
  findings.add({
    code: 'FEEDLOOM_CONFIG_ENV_UNDEFINED',
    message: `the environment variable ${name} is not set`,
    hint: near ?? `Set it before starting, or give a default: \`\${env:${name}:-…}\`.`,
    path,
  })
  return undefined
}

function fromFile(file: string, path: ConfigPath, { sources, findings }: Scene): Found | undefined {
  try {
    const value = sources.readFile(file).replace(/\r?\n$/, '')
    findings.secrets.addValue(value)
    return { value, secret: true, defaulted: false }
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read'
    findings.add({
      code: 'FEEDLOOM_CONFIG_SECRET_FILE_UNREADABLE',
      message: `the file \`${file}\` ${reason}`,
      hint: 'The path is relative to the folder of the config file.',
      path,
    })
    return undefined
  }
}

function invalid(inner: string, path: ConfigPath, { findings }: Scene): undefined {
  // Only what is written like a variable is repeated: anything else may be the secret itself.
  const name = /^\s*(?:ENV[.:]|env\.|process\.env\.)?\s*([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\s*(?::?-.*)?$/.exec(inner)?.[1]
  findings.add({
    code: 'FEEDLOOM_CONFIG_INTERPOLATION_INVALID',
    // What stands inside may be a secret that somebody wrote into the wrong form.
    message: `${shortName(path)} has a \`\${…}\` that is none of \`\${env:NAME}\`, \`\${env:NAME:-default}\` and \`\${file:path}\``,
    hint: name === undefined ? 'Write `$${` for a literal `${`.' : `Did you mean \`\${env:${name}}\`?`,
    path,
  })
  return undefined
}

function unclosed(path: ConfigPath, { findings }: Scene): undefined {
  findings.add({
    code: 'FEEDLOOM_CONFIG_INTERPOLATION_INVALID',
    message: `${shortName(path)} has a \`\${\` without its \`}\``,
    hint: 'Close it; or write `$${` for a literal `${`.',
    path,
  })
  return undefined
}
