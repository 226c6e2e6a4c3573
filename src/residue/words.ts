// A report as an operator reads it: a table of stores and kinds, and where to look first.

import { isClean, type Finding, type Report } from './report.ts';

const PLACES_TOLD = 3;

export function linesOf(report: Report): readonly string[] {
  const { needles, unfit, looked, findings } = report;
  const left = [
    ...(unfit.short > 0 ? [`${unfit.short} too short`] : []),
    ...(unfit.common > 0 ? [`${unfit.common} too common`] : []),
  ];
  const lines = [`${needles} values looked for${left.length > 0 ? `; not looked for: ${left.join(', ')}` : ''}.`, ''];
  const kinds = [...new Set(findings.map(({ kind }) => kind))].toSorted();
  const rows = [...looked].map(([store, bytes]) => [
    store,
    sizeOf(bytes),
    ...(kinds.length === 0 ? ['0'] : kinds.map((kind) => String(times(findings, store, kind)))),
  ]);
  lines.push(...columns([['store', 'looked at', ...(kinds.length === 0 ? ['found'] : kinds)], ...rows]));
  const details = findings.toSorted((a, b) => b.times - a.times);
  for (const store of looked.keys()) {
    const here = details.filter((each) => each.store === store);
    if (here.length > 0) lines.push('', `${store}:`);
    for (const { place, kind, written, times } of here.slice(0, PLACES_TOLD * Math.max(1, kinds.length)))
      lines.push(`  ${times} × ${kind} in ${place} (${written})`);
    const more = here.length - PLACES_TOLD * Math.max(1, kinds.length);
    if (more > 0) lines.push(`  and ${more} other places`);
  }
  for (const [what, places] of [
    ['Not looked at', report.closed],
    ['Too large when unpacked, so not looked through', report.refused],
    ['Found so often that it may be nobody’s in particular', report.everywhere],
  ] as const)
    if (places.length > 0) lines.push('', `${what}:`, ...places.map((place) => `  ${place}`));
  for (const { until, places } of report.kept)
    lines.push('', `Kept until ${clock(until)} by rule, to find late files by:`, ...placesTold(places));
  return [...lines, '', verdict(report)];
}

function verdict(report: Report): string {
  if (report.needles === 0) return 'There was nothing to look for.';
  const [kept] = report.kept.toSorted((a, b) => b.until.getTime() - a.until.getTime());
  if (isClean(report))
    return kept ? `Nothing was found but what is kept until ${clock(kept.until)} by rule.` : 'Nothing was found.';
  const total = report.findings.reduce((sum, { times }) => sum + times, 0);
  return total > 0 ? `Found ${total} times.` : 'Nothing was found, but not everything could be looked at.';
}

function placesTold(places: ReadonlyMap<string, number>): readonly string[] {
  return [...places].map(([place, times]) => `  ${times} × id in ${place}`);
}

/** To the minute, in the time the receipt is written in. */
function clock(at: Date): string {
  return `${at.toISOString().slice(11, 16)} UTC`;
}

function times(findings: readonly Finding[], store: string, kind: string): number {
  return findings.reduce((sum, each) => sum + (each.store === store && each.kind === kind ? each.times : 0), 0);
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('   '),
  );
}
