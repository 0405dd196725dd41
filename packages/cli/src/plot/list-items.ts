/** What a list holds that the database hands out. */
export function listItems(cell: unknown): readonly unknown[] {
  if (Array.isArray(cell)) return cell
  return typeof cell === 'object' && cell !== null && 'items' in cell && Array.isArray(cell.items) ? cell.items : []
}
