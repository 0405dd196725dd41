import { main } from './program.ts'

// A reader that has seen enough (`| head`) closes the pipe; that is its right, not an error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await main(process.argv.slice(2))
