import type { SocketHandlers } from '@feedloom/core'
import { describe, expect, it } from 'vitest'
import { FakeNetwork } from './fake-network.ts'
import { settle } from './virtual-clock.ts'

function recorder(): { readonly log: string[]; readonly handlers: SocketHandlers } {
  const log: string[] = []
  const handlers: SocketHandlers = {
    open: () => log.push('open'),
    message: (payload, binary) => log.push(`${binary ? 'binary' : 'text'} ${Buffer.from(payload).toString()}`),
    ping: () => log.push('ping'),
    pong: () => log.push('pong'),
    close: (code, reason) => log.push(`close ${code} ${reason}`),
    error: (error) => log.push(`error ${error.message}`),
  }
  return { log, handlers }
}

describe('FakeNetwork', () => {
  it('opens, carries text and bytes as bytes, and closes once', async () => {
    const network = new FakeNetwork()
    const { log, handlers } = recorder()
    const socket = network.connect('ws://venue/stream', handlers)
    await settle()
    network.socket.receive({ a: 1 })
    network.socket.receive(Buffer.from('b'))
    network.socket.receivePing()
    network.socket.closeByServer(1001, 'bye')
    network.socket.receive('too late')
    socket.close()
    await settle()
    expect(log).toEqual(['open', 'text {"a":1}', 'binary b', 'ping', 'close 1001 bye'])
  })

  it('keeps what the client sent and lets the test answer', async () => {
    const network = new FakeNetwork()
    network.onConnect((socket) => socket.onSent((message) => socket.receive(`echo ${String(message)}`)))
    const { log, handlers } = recorder()
    const socket = network.connect('ws://venue', handlers)
    socket.send('before open is dropped')
    await settle()
    socket.send('{"id":1}')
    expect(network.socket.sentJson).toEqual([{ id: 1 }])
    expect(log).toEqual(['open', 'text echo {"id":1}'])
  })

  it('holds messages while the client has paused', async () => {
    const network = new FakeNetwork()
    const { log, handlers } = recorder()
    const socket = network.connect('ws://venue', handlers)
    await settle()
    socket.pause()
    network.socket.receive('one')
    expect(log).toEqual(['open'])
    socket.resume()
    expect(log).toEqual(['open', 'text one'])
  })

  it('says nothing while silent', async () => {
    const network = new FakeNetwork()
    const { log, handlers } = recorder()
    const socket = network.connect('ws://venue', handlers)
    await settle()
    network.socket.silence()
    network.socket.receive('lost')
    socket.ping()
    socket.close()
    await settle()
    expect(log).toEqual(['open'])
    socket.terminate()
    await settle()
    expect(log).toEqual(['open', 'close 1006 '])
  })

  it('refuses as many connections as scripted', async () => {
    const network = new FakeNetwork()
    network.refuse()
    const first = recorder()
    const second = recorder()
    network.connect('ws://venue', first.handlers)
    network.connect('ws://venue', second.handlers)
    await settle()
    expect(first.log).toEqual(['error scripted: connection refused', 'close 1006 '])
    expect(second.log).toEqual(['open'])
  })

  it('answers requests by the latest rule that is not used up', async () => {
    const network = new FakeNetwork()
    network.reply('/depth', { body: { ok: true } })
    network.reply(/depth/, { status: 429, headers: { 'Retry-After': '3' } }, 1)
    const request = { url: 'http://venue/depth', method: 'GET' } as const
    const limited = await network.fetch(request)
    expect([limited.status, limited.headers['retry-after']]).toEqual([429, '3'])
    const reply = await network.fetch(request)
    expect(JSON.parse(Buffer.from(reply.body).toString())).toEqual({ ok: true })
    await expect(network.fetch({ ...request, url: 'http://venue/time' })).rejects.toMatchObject({ code: 'FEEDLOOM_TESTKIT_NO_REPLY' })
    expect(network.requests).toHaveLength(3)
  })
})
