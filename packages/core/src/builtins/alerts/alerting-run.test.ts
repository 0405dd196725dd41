import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { Logger } from '../../contracts/index.ts'
import { Engine } from '../../runtime/engine.ts'
import { FakeSource, smallConfig, sourcePlugin } from '../../runtime/test/fakes.ts'

/** A server that takes everything, after one refusal for now. */
async function startReceiver(): Promise<{ url: string; bodies: string[]; stop: () => void }> {
  const bodies: string[] = []
  let busy = true
  const server = createServer((request, reply) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
    request.on('end', () => {
      if (!busy) bodies.push(body)
      reply.writeHead(busy ? 503 : 200).end()
      busy = false
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/hunter2`, bodies, stop: () => server.close() }
}

function logInto(lines: string[]): Logger {
  const at = (level: string) => (message: string, fields?: object) => void lines.push(`${level}: ${message} ${JSON.stringify(fields)}`)
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

describe('alerts in a run', () => {
  it('go to the webhook, the log and the store, through a receiver that is busy at first', async () => {
    const receiver = await startReceiver()
    const lines: string[] = []
    const source = new FakeSource()
    const config = smallConfig([sourcePlugin(source)], {
      processors: { 'alerts/desk': { rules: { level: { when: { price: 'trade', crosses: 100 }, severity: 'critical' } } } },
      sinks: {
        webhook: { kinds: ['alert'], url: receiver.url, textKey: 'text', batching: { maxDelay: '1ms' } },
        log: { kinds: ['alert'] },
        memory: {},
      },
    })
    const engine = await Engine.from(config, { log: logInto(lines) })
    await engine.start()
    source.send('BTCUSDT', [99, 101, 102])
    source.send('ETHUSDT', [102, 98])
    await engine.stop()
    receiver.stop()
    const said = ['BTC/USDT CRITICAL level: trade 101 crossed above 100', 'ETH/USDT CRITICAL level: trade 98 crossed below 100']
    expect(receiver.bodies.map((body) => (JSON.parse(body) as { text: string }).text).join('\n')).toBe(said.join('\n'))
    const logged = lines.filter((line) => line.startsWith('error: ') && line.includes(' level: '))
    expect(logged.map((line) => line.slice('error: '.length, line.indexOf(' {')))).toEqual(
      said.map((line) => line.replace(' CRITICAL', ': CRITICAL')),
    )
    expect(engine.view.latest('alert', 'ETH/USDT')).toMatchObject({ rule: 'level', value: 98, threshold: 100 })
    expect(lines.join('\n')).not.toContain('hunter2')
    expect(engine.summary().errors).toMatchObject({ FEEDLOOM_WEBHOOK_BUSY: 1 })
  })
})
