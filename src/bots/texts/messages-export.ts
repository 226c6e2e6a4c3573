// What is said about a copy of somebody's data.

export const EXPORT_MESSAGES = {
  'command-export': {},
  'export-waiting': {},
  'export-packing': {},
  'export-ready': {},
  'export-failed': {},
  'export-gone': {},
  'export-coming': {},
  'export-files': { done: 'number', count: 'number' },
  'export-inside': {},
  'export-parts': { count: 'number' },
  'export-link': { size: 'text', day: 'day', time: 'time' },
  'export-link-elsewhere': {},
  'export-retry': {},
  'button-fetch': {},
  'no-export-running': {},
  'no-export-too-many': { max: 'number', hours: 'number' },
  'no-nothing-to-export': {},
} as const;
