// Named statements that go to the server together, with one end: the server runs one after the other, stops at the first that
// fails, and answers once.

import pg from 'pg';

export type Statement = { readonly name: string; readonly text: string; readonly values: readonly Wired[] };
export type Answer = Pick<pg.QueryResult, 'command' | 'rowCount' | 'rows'>;
export type Hear = (error: Error | null | undefined, answer: Answer) => void;
/** A value as it travels. */
export type Wired = string | Buffer | null;

type Fields = { readonly fields: readonly pg.FieldDef[] };
// As pg calls a query while messages come in, which its typings leave out. It pipelines no queries but those of its own class.
type Answering = Pick<pg.Query, 'emit'> & {
  handleRowDescription(described: Fields): void;
  handleDataRow(row: unknown): void;
  handleCommandComplete(completed: unknown, connection: pg.Connection): void;
  handleReadyForQuery(connection: pg.Connection): void;
};
const Query = pg.Query as unknown as new (text: string, values: undefined, hear: Hear) => Answering;
/** https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY */
type Wire = {
  readonly stream: { cork(): void; uncork(): void };
  close(what: { type: 'S'; name: string }): void;
  parse(what: { name: string; text: string }): void;
  bind(what: { statement: string; values: readonly Wired[] }): void;
  describe(what: { type: 'P' }): void;
  execute(): void;
  sync(): void;
};
const { prepareValue } = (pg as unknown as { utils: { prepareValue(value: unknown): Wired } }).utils;

/** Before anything is on its way, because a value that cannot travel throws. */
export function wired(values: readonly unknown[]): readonly Wired[] {
  return values.map((value) => prepareValue(value));
}

/** What a connection knows of a statement it has prepared; the columns of its rows, which cannot change, once it was read. */
type Known = { isSure: boolean; columns: Fields | null };
const knownBy = new WeakMap<pg.Connection, Map<string, Known>>();

/** Statements as one query of pg's. The answer is the last one's, and the rows of those before are nobody's. */
export class Journey extends Query {
  readonly #statements: readonly Statement[];
  readonly #known: Known[] = [];
  #done = 0;
  #columns: Fields = { fields: [] };

  /** @param statements at least one */
  constructor(statements: readonly Statement[], hear: Hear) {
    super('a journey', undefined, hear);
    this.#statements = statements;
  }

  submit(connection: pg.Connection): null {
    const wire = connection as unknown as Wire;
    const known = knownBy.get(connection) ?? new Map<string, Known>();
    knownBy.set(connection, known);
    // One write: each costs a system call and wakes the server.
    wire.stream.cork();
    for (const statement of this.#statements) this.#send(wire, known, statement);
    wire.sync();
    wire.stream.uncork();
    return null;
  }

  #send(wire: Wire, known: Map<string, Known>, { name, text, values }: Statement): void {
    const before = known.get(name);
    const now = before ?? { isSure: false, columns: null };
    if (!before?.isSure) {
      // After a failure nobody knows whether the server got so far; to close what is not there is no failure.
      if (before) wire.close({ type: 'S', name });
      wire.parse({ name, text });
      known.set(name, now);
    }
    const isLast = this.#known.push(now) === this.#statements.length;
    wire.bind({ statement: name, values });
    if (isLast && now.columns) this.handleRowDescription(now.columns);
    else if (isLast) wire.describe({ type: 'P' });
    wire.execute();
  }

  override handleRowDescription(columns: Fields): void {
    this.#columns = columns;
    super.handleRowDescription(columns);
  }

  override handleDataRow(row: unknown): void {
    if (this.#done === this.#statements.length - 1) super.handleDataRow(row);
  }

  override handleCommandComplete(completed: unknown, connection: pg.Connection): void {
    this.#done += 1;
    if (this.#done === this.#statements.length) super.handleCommandComplete(completed, connection);
  }

  /** The end, unless one has failed. */
  override handleReadyForQuery(connection: pg.Connection): void {
    for (const known of this.#known) known.isSure = true;
    const last = this.#known.at(-1);
    if (last) last.columns = this.#columns;
    super.handleReadyForQuery(connection);
  }
}
