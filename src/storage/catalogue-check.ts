// Holds the data catalogue to what is stored and logged: a table, column or log field without an entry does not compile.

import type { DATA_CATALOGUE } from '../core/domain/data-catalogue.ts';
import type { LogEvent } from '../core/log-events.ts';
import type { Schema } from './schema.ts';
import type { SealedPlace } from './seals.ts';

/** Compiles only when nothing is left over; the error names what is. */
type Nothing<T extends never> = T;

/** `table.column`, for each of them. */
type Names<T> = { [K in keyof T & string]: `${K}.${keyof T[K] & string}` }[keyof T & string];

type Tables = (typeof DATA_CATALOGUE)['tables'];
type InCatalogue = Names<{ [K in keyof Tables]: Tables[K]['columns'] }>;

/** `table.column` of those that are sealed for just this place. */
type SealedColumns<T> = {
  [K in keyof T & string]: {
    [C in keyof T[K] & string]: NonNullable<T[K][C]> extends { readonly sealedFor: infer P }
      ? P extends `${K}.${C}`
        ? P
        : `${K}.${C} is sealed for another place`
      : never;
  }[keyof T[K] & string];
}[keyof T & string];

type FieldsOf<E> = E extends unknown ? keyof E & string : never;
type InLogs = keyof (typeof DATA_CATALOGUE)['logs'];

export type CatalogueIsComplete = {
  columnsWithoutEntry: Nothing<Exclude<Names<Schema>, InCatalogue>>;
  entriesWithoutColumn: Nothing<Exclude<InCatalogue, Names<Schema>>>;
  sealedWithoutEntry: Nothing<Exclude<SealedColumns<Schema>, SealedPlace>>;
  entriesNotSealed: Nothing<Exclude<SealedPlace, SealedColumns<Schema>>>;
  logFieldsWithoutEntry: Nothing<Exclude<FieldsOf<LogEvent>, InLogs>>;
  entriesWithoutLogField: Nothing<Exclude<InLogs, FieldsOf<LogEvent>>>;
};
