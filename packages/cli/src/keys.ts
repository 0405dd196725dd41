import { readFileSync } from 'node:fs'

/** The part of standard input that this needs; tests hand in their own. */
export interface KeyInput {
  readonly isTTY?: boolean
  setRawMode?(on: boolean): unknown
  on(event: 'data', handler: (chunk: Buffer) => void): unknown
  off(event: 'data', handler: (chunk: Buffer) => void): unknown
  resume(): unknown
  pause(): unknown
}

const [CTRL_C, CTRL_Z, CTRL_BACKSLASH] = [0x03, 0x1a, 0x1c]

/**
 * Reads Ctrl-C as a key. As a signal it would also reach the npm and the shell that started this process, and they
 * end with 130 whatever it answers. Ctrl-Z and Ctrl-\ do what they always do. Until disposed.
 */
export function onInterruptKey(
  interrupt: () => void,
  input: KeyInput = process.stdin,
  send: (signal: NodeJS.Signals) => void = toGroup,
): Disposable {
  if (input.isTTY !== true || input.setRawMode === undefined || (input === process.stdin && isInBackground()))
    return { [Symbol.dispose]: () => undefined }
  const raw = (on: boolean): unknown => input.setRawMode?.(on)
  const pass = (signal: NodeJS.Signals): void => {
    raw(false)
    send(signal)
  }
  const take = (chunk: Buffer): void => {
    for (const key of chunk) {
      if (key === CTRL_C) interrupt()
      else if (key === CTRL_Z) pass('SIGTSTP')
      else if (key === CTRL_BACKSLASH) pass('SIGQUIT')
    }
  }
  const wake = (): unknown => raw(true)
  raw(true)
  input.on('data', take)
  input.resume()
  process.on('SIGCONT', wake)
  return {
    [Symbol.dispose]: () => {
      process.off('SIGCONT', wake)
      input.off('data', take)
      raw(false)
      input.pause()
    },
  }
}

/** As the terminal would: to everything that runs in the foreground. */
function toGroup(signal: NodeJS.Signals): void {
  process.kill(0, signal)
}

/** A background job that touches the terminal is suspended. Linux alone tells; elsewhere it is taken to be in front. */
function isInBackground(): boolean {
  try {
    const [, , group, , , foreground] = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return group !== foreground
  } catch {
    return false
  }
}
