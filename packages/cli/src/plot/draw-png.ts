import { fileURLToPath } from 'node:url'

const fonts = ['inter-regular.ttf', 'inter-semibold.ttf'].map((name) =>
  fileURLToPath(new URL(`../../assets/fonts/${name}`, import.meta.url)),
)

/** Letters that the fonts of this package have; others come from those of the machine. */
// oxlint-disable-next-line no-control-regex -- the range begins at the first code
const ownLetters = /^[\u0000-\u024F\u2000-\u206F\u20AC\u2122\u2212]*$/

/** Turns an SVG into a PNG, `scale` pixels of it for one. */
export async function pngOf(svg: string, { width, scale }: { readonly width: number; readonly scale: number }): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js')
  const font = { fontFiles: fonts, loadSystemFonts: !ownLetters.test(svg), defaultFontFamily: 'Inter', sansSerifFamily: 'Inter' }
  return new Resvg(svg, { fitTo: { mode: 'width', value: Math.round(width * scale) }, font }).render().asPng()
}
