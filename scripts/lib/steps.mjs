import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'

const HEARTBEAT_MS = 30_000
const ORPHAN_CHECK_MS = 500

/** Seconds with one decimal, for a person. */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`
}

/**
 * Runs one command as one step: a line with its time on success, its whole output on failure.
 * Lines of its output that start with `skipped: ` or `note: ` are shown in either case.
 */
export async function runStep(title, command, args, options = {}) {
  const startedAt = performance.now()
  const heartbeat = setInterval(() => console.log(`  … ${title}, ${seconds(performance.now() - startedAt)} so far`), HEARTBEAT_MS)
  const { code, output } = await capture(command, args, options)
  clearInterval(heartbeat)
  const step = { title, ok: code === 0, ms: performance.now() - startedAt }
  if (!step.ok) console.log(`${output.trimEnd()}\n`)
  console.log(line(step))
  if (step.ok) for (const note of notes(output)) console.log(`  ${note}`)
  return step
}

export function line({ title, ok, skipped, ms }) {
  if (skipped) return `- ${title} (not run)`
  return `${ok ? '✓' : '✗'} ${title} ${seconds(ms)}`
}

function notes(output) {
  return new Set(output.split('\n').filter((text) => /^(skipped|note): /.test(text)))
}

function capture(command, args, options) {
  return new Promise((resolve) => {
    // npx is a batch file on Windows, which only a shell starts.
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' })
    const chunks = []
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    child.on('error', (error) => resolve({ code: 1, output: `${command}: ${error.message}` }))
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }))
  })
}

/** Runs a command in the foreground, passes signals on and resolves with its exit code. */
export function runForeground(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options })
    const forward = (signal) => {
      // A terminal sends Ctrl-C to the whole process group: the child has it already.
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward)
    // npm passes SIGTERM only to its shell, which ends without a word to us: a new parent is the sign of it.
    const parent = process.ppid
    const orphaned = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), ORPHAN_CHECK_MS)
    orphaned.unref()
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`)
      resolve(1)
    })
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
}
