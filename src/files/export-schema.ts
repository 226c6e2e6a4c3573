// A JSON Schema for one table of a copy, from the columns as PostgreSQL knows them.

import type { ExportedColumn } from '../core/export-rows.ts';

type Shape = { readonly type?: string; readonly format?: string; readonly items?: Shape };

const SHAPES: Readonly<Record<string, Shape>> = {
  uuid: { type: 'string', format: 'uuid' },
  text: { type: 'string' },
  'timestamp with time zone': { type: 'string', format: 'date-time' },
  boolean: { type: 'boolean' },
  smallint: { type: 'integer' },
  integer: { type: 'integer' },
  bigint: { type: 'integer' },
  // Whatever it holds.
  jsonb: {},
};

/** @throws Error for a type that has no shape here yet */
export function tableSchema(table: string, about: string, columns: readonly ExportedColumn[]): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: table,
    description: about,
    type: 'object',
    properties: Object.fromEntries(columns.map((column) => [column.name, shapeOf(column)])),
    required: columns.map(({ name }) => name),
    additionalProperties: false,
  };
  return `${JSON.stringify(schema, null, 1)}\n`;
}

function shapeOf({ type, nullable }: ExportedColumn): object {
  const shape = type.endsWith('[]') ? { type: 'array', items: known(type.slice(0, -2)) } : known(type);
  return nullable && shape.type !== undefined ? { ...shape, type: [shape.type, 'null'] } : shape;
}

function known(type: string): Shape {
  const shape = SHAPES[type];
  if (!shape) throw new Error(`a column of type ${type} has no JSON Schema yet`);
  return shape;
}
