/** `(value / before - 1) * 100`; 0 where the earlier value is 0, as TA-Lib `ROC` has it. */
export function changeInPercent(value: number, before: number): number {
  return before === 0 ? 0 : (value / before - 1) * 100
}
