// Holds the data catalogue to what is stored and logged: a table, column or log field without an entry does not compile.

import type { DATA_CATALOGUE } from '../core/domain/data-catalogue.ts';
import type { LogEvent } from '../core/log-events.ts';
import type { Schema } from './schema.ts';

/** Compiles only when nothing is left over; the error names what is. */
type Nothing<T extends never> = T;

/** `table.column`, for each of them. */
type Names<T> = { [K in keyof T & string]: `${K}.${keyof T[K] & string}` }[keyof T & string];

type Tables = (typeof DATA_CATALOGUE)['tables'];
type InCatalogue = Names<{ [K in keyof Tables]: Tables[K]['columns'] }>;

type FieldsOf<E> = E extends unknown ? keyof E & string : never;
type InLogs = keyof (typeof DATA_CATALOGUE)['logs'];

export type CatalogueIsComplete = {
  columnsWithoutEntry: Nothing<Exclude<Names<Schema>, InCatalogue>>;
  entriesWithoutColumn: Nothing<Exclude<InCatalogue, Names<Schema>>>;
  logFieldsWithoutEntry: Nothing<Exclude<FieldsOf<LogEvent>, InLogs>>;
  entriesWithoutLogField: Nothing<Exclude<InLogs, FieldsOf<LogEvent>>>;
};
