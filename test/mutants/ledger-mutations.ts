// The ways to break the ledger: each replaces one text that stands exactly once in its file.

export type Mutant = {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Why no test can notice it, where that is proven. */
  readonly equivalent?: string;
};

const CORE = 'src/core/ledger.ts';
const RULES = 'src/core/domain/ledger.ts';
const ROWS = 'src/storage/ledger.ts';
const POSTING = 'src/storage/ledger-posting.ts';
const FREEZES = 'src/storage/ledger-freezes.ts';

export const MUTANTS: readonly Mutant[] = [
  { name: 'the account is not locked', file: ROWS, from: " for update'", to: "'" },
  {
    name: "the lock is another account's",
    file: ROWS,
    from: 'where account_id = $1 for update',
    to: 'where account_id = gen_random_uuid() and $1::text is not null for update',
  },
  {
    name: 'priority burns from the highest',
    file: RULES,
    from: 'a.priority - b.priority',
    to: 'b.priority - a.priority',
  },
  {
    name: 'what expires last burns first',
    file: RULES,
    from: 'compare(due(a), due(b))',
    to: 'compare(due(b), due(a))',
  },
  { name: 'the younger grant burns first', file: RULES, from: 'compare(a.id, b.id)', to: 'compare(b.id, a.id)' },
  {
    name: 'credits past their date can be held',
    file: RULES,
    from: 'burnOrder(grants).filter((each) => isLive(each, now))',
    to: 'burnOrder(grants)',
  },
  {
    name: 'credits live one moment too long',
    file: RULES,
    from: 'grant.expiresAt > now',
    to: 'grant.expiresAt >= now',
  },
  {
    name: 'expiry takes what can still be spent',
    file: RULES,
    from: '!isLive(grant, now) && grant.available > 0',
    to: 'grant.available > 0',
  },
  {
    name: "a clawback's target is not cumulative",
    file: RULES,
    from: 'Math.min(requireWhole(target), grant.amount) - grant.clawed',
    to: 'Math.min(requireWhole(target), grant.amount - grant.clawed)',
  },
  {
    name: "a clawback's target is not capped",
    file: RULES,
    from: 'Math.min(requireWhole(target), grant.amount) - grant.clawed',
    to: 'requireWhole(target) - grant.clawed',
  },
  {
    name: 'what became debt is clawed again',
    file: ROWS,
    from: 'clawed: clawed + shortfall }',
    to: 'clawed: shortfall - shortfall + clawed }',
  },
  { name: 'the shortfall is forgiven', file: RULES, from: "...taken('debt', shortfall),", to: '' },
  {
    name: 'lapsed credits are owed',
    file: RULES,
    from: 'Math.min(due - there, grant.expired)',
    to: '0 * grant.expired',
  },
  {
    name: 'other credits do not pay a shortfall',
    file: RULES,
    from: `      shortfall,
    ),`,
    to: `      0,
    ),`,
  },
  {
    name: 'credits past their date pay a shortfall',
    file: RULES,
    from: 'each.id !== grant.id && isLive(each, now)',
    to: 'each.id !== grant.id',
  },
  {
    name: 'a clawed grant pays its own shortfall',
    file: RULES,
    from: 'each.id !== grant.id && isLive(each, now)',
    to: 'isLive(each, now)',
  },
  {
    name: 'a shortfall is paid against burn order',
    file: RULES,
    from: 'burnOrder(others).filter(',
    to: 'burnOrder(others).toReversed().filter(',
  },
  {
    name: 'a grant does not repay a debt',
    file: RULES,
    from: 'repay([issued], debt)',
    to: 'repay([issued], 0 * debt)',
  },
  {
    name: 'a release does not repay a debt',
    file: RULES,
    from: 'repay(returned.toReversed(), debt)',
    to: 'repay(returned, 0 * debt)',
  },
  {
    name: 'what burns last repays first',
    file: RULES,
    from: 'repay(returned.toReversed(), debt)',
    to: 'repay(returned, debt)',
  },
  { name: 'a debt is repaid over and over', file: RULES, from: 'owed -= pays;', to: 'owed -= 0 * pays;' },
  {
    name: 'an account in debt opens holds',
    file: CORE,
    from: 'credits.debt > 0 ? null : planHold(',
    to: 'credits.debt < 0 ? null : planHold(',
    equivalent:
      'with a debt nothing is spendable, so there is nothing to hold: the model asserts that after every step',
  },
  { name: 'a freeze is ignored', file: CORE, from: 'if (frozenFor) return refuse', to: 'if (!credits) return refuse' },
  {
    name: 'another reason is told',
    file: ROWS,
    from: 'order by frozen_at, ref limit 1',
    to: 'order by frozen_at desc, ref limit 1',
  },
  {
    name: 'a lifted freeze freezes when it comes late',
    file: CORE,
    from: 'const isOpen = !(await rows.ledger.isLifted(accountId, ref));',
    to: 'const isOpen = !(await rows.ledger.isLifted(accountId, `${ref}?`));',
  },
  {
    name: 'one lifted freeze thaws all',
    file: FREEZES,
    from: ' and f.ref <> ${ref}',
    to: ' and f.ref <> ${ref} and false',
  },
  { name: 'a lifted freeze stays', file: FREEZES, from: ' and f.ref <> ${ref}', to: ' and ${ref}::text is not null' },
  {
    name: 'a repeated operation runs again under another key',
    file: ROWS,
    from: 'left join ledger_op o on o.key = $2\n  left join credit_grant',
    to: "left join ledger_op o on o.key = $2 || '?'\n  left join credit_grant",
  },
  {
    name: 'a repeated settlement runs again under another key',
    file: ROWS,
    from: 'left join ledger_op o on o.key = $2\n  left join hold_part',
    to: "left join ledger_op o on o.key = $2 || '?'\n  left join hold_part",
  },
  {
    name: 'a key may be used for something else',
    file: CORE,
    from: 'before.kind !== op.kind || !sameArgs(before.args, op.args)',
    to: 'false',
  },
  {
    name: 'only the account tells operations apart',
    file: CORE,
    from: '!sameArgs(before.args, op.args)',
    to: 'sameArgs(before.args, op.args) === null',
  },
  {
    name: 'captures take what was lent last',
    file: RULES,
    from: "to === 'spent' ? parts",
    to: "to !== 'spent' ? parts",
  },
  {
    name: 'a settlement ignores what was captured before',
    file: RULES,
    from: 'part.amount - part.captured - part.released);',
    to: 'part.amount - part.released);',
  },
  {
    name: 'a settlement ignores what was released before',
    file: RULES,
    from: 'part.amount - part.captured - part.released);',
    to: 'part.amount - part.captured);',
  },
  {
    name: 'the rest counts what is captured as open',
    file: CORE,
    from: 'sum + part.amount - part.captured - part.released, 0)',
    to: 'sum + part.amount - part.released, 0)',
  },
  {
    name: 'a release goes to another grant',
    file: RULES,
    from: "transfers.push({ from: 'held', to, amount: take, grantId: part.grantId, holdId });",
    to: "transfers.push({ from: 'held', to, amount: take, grantId: parts[0]?.grantId ?? part.grantId, holdId });",
  },
  {
    name: 'a hold takes one credit too many of a grant',
    file: RULES,
    from: "to: 'held', amount: take,",
    to: "to: 'held', amount: take + 1,",
  },
  {
    name: 'a settlement moves one credit less',
    file: RULES,
    from: "from: 'held', to, amount: take,",
    to: "from: 'held', to, amount: Math.max(1, take - 1),",
  },
  {
    name: 'a hold is short and granted all the same',
    file: RULES,
    from: '    left -= take;\n    if (left === 0) return transfers;\n  }\n  return null;\n}\n\n/** Settles',
    to: '    left -= take;\n    if (left === 0) return transfers;\n  }\n  return transfers;\n}\n\n/** Settles',
  },
  {
    name: 'the account forgets a debt',
    file: POSTING,
    from: "-net(transfers, 'debt'),",
    to: "0 * net(transfers, 'debt'),",
  },
  {
    name: 'a new grant is not told what it repaid',
    file: POSTING,
    from: "amount - net(transfers, 'available')]",
    to: "0 * net(transfers, 'available')]",
  },
  {
    name: 'the journal says one credit more',
    file: POSTING,
    from: '    transfers.map(({ amount }) => amount),',
    to: '    transfers.map(({ amount }) => amount + 1),',
  },
  {
    name: 'a part forgets what was given back',
    file: POSTING,
    from: "to === 'spent' ? 0 : amount",
    to: "to === 'spent' ? 0 : amount * 0",
  },
  {
    name: 'the parts of a hold come in another order',
    file: ROWS,
    from: 'return a.seq - b.seq;',
    to: 'return b.seq - a.seq;',
  },
  {
    name: 'a hold of one grant leaves its account richer',
    file: POSTING,
    from: 'update credit_account set available = available - $8::bigint, held',
    to: 'update credit_account set available = available - 0 * $8::bigint, held',
  },
  {
    name: 'a hold of one grant is journalled as one credit',
    file: POSTING,
    from: "'available', 'held', $8::bigint, $9",
    to: "'available', 'held', greatest(1, 0 * $8::bigint), $9",
  },
  {
    name: 'a capture of one grant is not told to its hold',
    file: POSTING,
    from: '[amount, 0] : [0, amount]',
    to: '[0, amount] : [0, amount]',
  },
  {
    name: 'a part of one grant forgets what was given back',
    file: POSTING,
    from: 'update hold_part set captured = captured + $12::bigint, released = released + $13::bigint',
    to: 'update hold_part set captured = captured + $12::bigint, released = released + 0 * $13::bigint',
  },
];
