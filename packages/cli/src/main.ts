import { main } from './program.ts'

const LEFT_BEHIND_MS = 2_000

// A reader that has seen enough (`| head`) closes the pipe; that is its right, not an error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await main(process.argv.slice(2))

// A component that was left behind when the deadline passed must not keep the process alive.
setTimeout(() => process.stdout.writableLength === 0 && process.exit(), LEFT_BEHIND_MS).unref()
