// What was kept because of a date or a duty, and is past it: rows that go by their dates, and receipts with the books they kept.

import type { Needs } from '../needs.ts';
import { forgetMarks } from './kept-marks.ts';

const ROWS_A_STATEMENT = 1_000;

/** Goes on until nothing is due; returns how many rows and receipts that were. */
export function forgetDue(needs: Needs, eraser: Needs) {
  const { store } = needs;
  return async (): Promise<{ rows: number; receipts: number }> => {
    let [rows, receipts] = [0, 0];
    for (;;) {
      const now = await store.erasures.forgetDue(ROWS_A_STATEMENT);
      rows += now;
      if (now === 0) break;
    }
    while (await eraser.store.transaction((on) => on.erasures.forgetReceipt())) receipts += 1;
    await forgetMarks(needs);
    return { rows, receipts };
  };
}
