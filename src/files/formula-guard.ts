// Keeps a spreadsheet from running what a cell says: text that begins like a formula gets an apostrophe, and loses it on the way back.

/**
 * Beginnings a spreadsheet takes for a formula (OWASP, CSV injection), with the full-width forms some read alike. One that
 * stands behind apostrophes already counts as well: otherwise taking ours off again would take off somebody's own.
 */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
const GUARDED = /^'+[=+\-@\t\r\n＝＋－＠]/;

/** The cell as it may be opened in a spreadsheet. */
export function guardCell(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** The cell as it was before guardCell. */
export function unguardCell(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell;
}
