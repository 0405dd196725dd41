import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FakeTerminal } from '../test/fake-terminal.ts'
import { Screen } from './screen.ts'

const word = fc.stringMatching(/^[a-z ]{0,30}[a-z]$/)
const action = fc.oneof(fc.record({ draw: fc.array(word, { minLength: 1, maxLength: 20 }) }), fc.record({ print: word }))

describe('Screen', () => {
  it('shows what was printed, in order, above the last picture', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const terminal = new FakeTerminal()
        const screen = new Screen(terminal)
        const printed: string[] = []
        let picture: readonly string[] = []
        for (const each of actions) {
          if ('draw' in each) screen.draw((picture = each.draw))
          else {
            screen.print(each.print)
            printed.push(each.print)
          }
        }
        screen.close(true)
        expect(terminal.text.split('\n').slice(0, -1)).toEqual([...printed, ...picture])
      }),
    )
  })

  it('leaves nothing when it closes without keeping', () => {
    const terminal = new FakeTerminal()
    const screen = new Screen(terminal)
    screen.draw(['one', 'two'])
    screen.close(false)
    expect(terminal.text).toBe('')
  })

  it('hides the cursor while it draws and shows it again', () => {
    const written: string[] = []
    const terminal = new FakeTerminal()
    terminal.out = (text) => void written.push(text)
    const screen = new Screen(terminal)
    screen.draw(['one'])
    screen.close(true)
    screen.close(true)
    expect(written.join('')).toContain('\u001B[?25l')
    expect(written.filter((text) => text.includes('\u001B[?25h'))).toHaveLength(1)
  })
})
