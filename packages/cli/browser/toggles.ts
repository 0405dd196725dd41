import type { ChartStudy } from '../src/plot/chart-data.ts'

/** A button that shows or hides an indicator. */
export interface Toggle {
  readonly study: ChartStudy
  readonly color: string
  readonly on: boolean
}

/** Draws the buttons anew and gives the focus back to the one that had it. */
export function drawToggles(place: HTMLElement, toggles: readonly Toggle[], change: (study: ChartStudy) => void): void {
  const focused = [...place.children].indexOf(document.activeElement as Element)
  place.replaceChildren(
    ...toggles.map(({ study, color, on }) => {
      const button = document.createElement('button')
      button.type = 'button'
      button.textContent = study.label
      button.setAttribute('aria-pressed', String(on))
      button.style.setProperty('--swatch', color)
      button.addEventListener('click', () => change(study))
      return button
    }),
  )
  const again = place.children[focused]
  if (again instanceof HTMLElement) again.focus()
}
