// Ways to break a ledger, each with every rule that has to notice it.

const ONE = (table: string, where: string): string => `(select id from ${table} where ${where} order by id limit 1)`;
const PART = (where: string): string => `(select hold_id from hold_part where ${where} order by hold_id limit 1)`;
const unchecked = (table: string, ...constraints: string[]): string =>
  `alter table ${table} ${constraints.map((each) => `drop constraint ${each}`).join(', ')}`;

const unpromised = (table: string, column: string): string => `alter table ${table} alter column ${column} type bigint`;

const EVE = `(select account_id from credit_grant where source_ref = 'spent-pack')`;
const GRANT_WITHOUT_REPAYMENT = [
  `insert into ledger_op (id, key, kind, account_id, args, result) select id, 'grant:late', 'grant', ${EVE}, '{"amount": 5}', id
   from (select '00000000-0000-7000-8000-000000000001'::uuid as id) o`,
  `insert into credit_grant (id, account_id, source, source_ref, priority, amount, available)
   select result::uuid, account_id, 'pack', 'late', 1, 5, 5 from ledger_op where key = 'grant:late'`,
  `insert into ledger_transfer (op_id, seq, account_id, from_bucket, to_bucket, amount, grant_id)
   select id, 0, account_id, 'issued', 'available', 5, result::uuid from ledger_op where key = 'grant:late'`,
  `update credit_account set available = available + 5 where account_id = ${EVE}`,
];

/** Statements for the owner of the tables, with triggers off, and the rules they break: these and no others. */
export const BREAKS: readonly (readonly [statements: readonly string[], rules: readonly string[]])[] = [
  [
    [`update credit_account set available = available + 1 where available > 1`],
    ['an account is the sum of its grants', 'an account is the sum of its journal'],
  ],
  [[`update credit_account set debt = debt + 1 where available = 0`], ['an account is the sum of its journal']],
  [
    [unpromised('credit_account', 'debt'), `update credit_account set debt = debt - 9999 where debt > 0`],
    ['nothing is negative', 'an account is the sum of its journal'],
  ],
  [
    [
      unchecked('hold_part', 'hold_part_check'),
      `update hold_part set released = released + 1 where hold_id = ${PART('captured = amount')}`,
    ],
    [
      'an account holds what its open holds hold',
      'a part of a hold is the sum of its journal',
      'a hold settles no more than it took',
    ],
  ],
  [
    [`update credit_grant set available = available - 1, spent = spent + 1 where available > 1`],
    ['a grant is the sum of its journal', 'an account is the sum of its grants'],
  ],
  [
    [
      unchecked('credit_grant', 'credit_grant_check'),
      `update credit_grant set amount = amount + 1 where id = ${ONE('credit_grant', 'clawed = 0 and shortfall = 0')}`,
    ],
    ['a grant is the sum of its parts', 'a grant is the sum of its journal'],
  ],
  [
    [`update ledger_transfer set amount = amount + 1 where from_bucket = 'issued'`],
    ['a grant is the sum of its journal', 'an account is the sum of its journal', 'an operation moves what it says'],
  ],
  [[`update hold set amount = amount + 1 where id = ${ONE('hold', 'amount > 1')}`], ['a hold is the sum of its parts']],
  [
    [`delete from hold_part where released > 0`],
    ['a hold is the sum of its parts', 'a part of a hold is the sum of its journal'],
  ],
  [
    [`update credit_account set available = available - 1, held = held + 1 where available > 1`],
    [
      'an account is the sum of its grants',
      'an account is the sum of its journal',
      'an account holds what its open holds hold',
    ],
  ],
  [
    [
      unchecked('credit_grant', 'credit_grant_clawed_once'),
      `update credit_grant set shortfall = amount + 1 where shortfall > 0`,
    ],
    [
      'a grant is the sum of its journal',
      'no more than a grant is clawed of it',
      'a grant has lost what the highest target says',
    ],
  ],
  [
    [`update credit_account set frozen_at = null where frozen_at is not null`],
    ['an account is frozen while a freeze is open'],
  ],
  [
    [`update credit_account set frozen_at = now() where frozen_at is null`],
    ['an account is frozen while a freeze is open'],
  ],
  [
    [`update credit_freeze set lifted_at = now() where lifted_at is null`],
    ['an account is frozen while a freeze is open', 'freezes are opened and lifted in the journal'],
  ],
  [[`delete from credit_freeze where ref = 'du_1'`], ['freezes are opened and lifted in the journal']],
  [[`delete from ledger_op where key like 'freeze:%du_1'`], ['freezes are opened and lifted in the journal']],
  [
    [
      unchecked('ledger_op', 'ledger_op_key_key'),
      `insert into ledger_op (id, key, kind, account_id, args, result) select gen_random_uuid(), key, kind, account_id, args, result from ledger_op where kind = 'unfreeze' limit 1`,
    ],
    ['an operation key works once'],
  ],
  [
    [
      unchecked('credit_grant', 'credit_grant_source_ref_key'),
      `update credit_grant set source_ref = 'pack' where source_ref = 'allowance'`,
    ],
    [
      'a money object is granted once',
      'a clawback moves what its target adds to the highest before it',
      'a grant has lost what the highest target says',
    ],
  ],
  [
    [`delete from ledger_op where kind = 'grant'`],
    ['a money object is granted once', 'a movement is one that its operation makes'],
  ],
  [
    [`update ledger_transfer set to_bucket = 'expired' where to_bucket = 'spent'`],
    [
      'a grant is the sum of its journal',
      'a part of a hold is the sum of its journal',
      'a movement is one that its operation makes',
    ],
  ],
  [[`update ledger_op set kind = 'capture' where kind = 'release'`], ['a movement is one that its operation makes']],
  [
    [`update ledger_transfer set hold_id = null where from_bucket = 'held'`],
    ['a part of a hold is the sum of its journal', 'a movement names its grant, and its hold where there is one'],
  ],
  [
    [`update ledger_transfer set grant_id = null where from_bucket = 'issued'`],
    ['a grant is the sum of its journal', 'a movement names its grant, and its hold where there is one'],
  ],
  [
    [`update ledger_transfer set grant_id = gen_random_uuid() where from_bucket = 'issued'`],
    ['a grant is the sum of its journal', 'a movement names its grant, and its hold where there is one'],
  ],
  [
    [
      `insert into ledger_op (id, key, kind, account_id, args, result)
       select id, 'expire:' || id, 'expire', id, '{"amount": 0}', '0' from (select gen_random_uuid() as id) o`,
    ],
    ['an operation is of an account that has credits'],
  ],
  [[`update ledger_op set account_id = ${EVE} where key = 'h1'`], ['a movement stays within one account']],
  [
    [`delete from ledger_transfer where to_bucket = 'expired'`],
    ['a grant is the sum of its journal', 'an account is the sum of its journal', 'an operation moves what it says'],
  ],
  [
    [`update ledger_op set args = jsonb_set(args, '{amount}', '99') where kind = 'hold' and key = 'h1'`],
    ['an operation moves what it says'],
  ],
  [[`update ledger_op set result = gen_random_uuid() where key = 'h1'`], ['a hold is taken by one operation']],
  [
    [`update hold_part set seq = 9 - seq where hold_id = (select result::uuid from ledger_op where key = 'h1')`],
    ['a hold burns its grants in order'],
  ],
  [
    [`update ledger_op set created_at = created_at + interval '1 hour' where key = 'h1'`],
    ['credits past their date are not held'],
  ],
  [[`update ledger_op set seq = 1000000 where key = 'h2'`], ['a frozen account opens no hold']],
  [[`update ledger_op set seq = 1000000 where key = 'h3'`], ['an account in debt opens no hold']],
  [
    [`update ledger_op set args = jsonb_set(args, '{target}', '9') where key = 'claw:pack:10'`],
    ['a clawback moves what its target adds to the highest before it', 'a grant has lost what the highest target says'],
  ],
  [
    [`update ledger_op set args = jsonb_set(args, '{target}', '5') where key = 'claw:pack:4'`],
    ['a clawback moves what its target adds to the highest before it'],
  ],
  [
    [`update ledger_op set key = 'ada@example.org' where key = 'h1'`],
    ['the journal holds ids and figures, and nothing about a person'],
  ],
  [
    [`update ledger_op set args = args || '{"name": "Ada Lovelace"}' where key = 'h1'`],
    ['the journal holds ids and figures, and nothing about a person'],
  ],
  [
    [`update hold_part set released = released - 1 where hold_id = ${PART('released > 0')}`],
    [
      'an account holds what its open holds hold',
      'a part of a hold is the sum of its journal',
      'a finished request has closed its hold',
    ],
  ],
  [
    [`update image set credits = credits + 1 where run_id is null and state = 'ready'`],
    ['a request captures what its finished pictures cost'],
  ],
  [
    [`update image set credits = credits + 1 where run_id is not null and state = 'ready'`],
    ['a run captures what its finished pictures cost'],
  ],
  [
    [`update image set captured_at = null where run_id is null and state = 'ready'`],
    ['a request captures what its finished pictures cost', 'nothing finished stays free'],
  ],
  [
    [`update image set captured_at = null where run_id is not null and state = 'ready'`],
    ['a run captures what its finished pictures cost', 'nothing finished stays free'],
  ],
  [[`update image set state = 'failed' where state = 'owed'`], ['a finished request has closed its hold']],
  [
    [`update hold_part set released = released - 1 where hold_id = (select hold_id from bulk_run)`],
    [
      'an account holds what its open holds hold',
      'a part of a hold is the sum of its journal',
      'a finished run has closed its hold',
    ],
  ],
  [GRANT_WITHOUT_REPAYMENT, ['an account in debt has nothing to spend']],
];
