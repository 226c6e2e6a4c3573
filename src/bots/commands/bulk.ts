// /bulk: a whole file of prompts, proposed with its price and started by a button; or an example file to begin with.

import { BULK_LIMITS } from '../../core/domain/bulk-row.ts';
import { refuse } from '../../core/domain/refusal.ts';
import type { Block, CommandCall, UploadedFile } from '../conversation.ts';
import { proposalReply } from '../proposal.ts';
import { exampleTable } from './bulk-example.ts';
import type { SpokenCommand } from './command.ts';

const KINDS = ['.csv', '.tsv', '.txt'] as const;

export const bulk: SpokenCommand = {
  name: 'bulk',
  describe: 'command-bulk',
  private: false,
  startsWork: true,
  privateWhen: ['private', 'template'],
  options: [
    { name: 'file', describe: 'option-file', kind: 'file', required: false },
    { name: 'template', describe: 'option-template', kind: 'boolean', required: false },
    { name: 'private', describe: 'option-private', kind: 'boolean', required: false },
  ],

  async run(call, core, texts, signal) {
    if (wantsTemplate(call)) {
      if (!(await core.firstSight(call))) return null;
      const about: Block = { style: 'text', text: texts.say('template-about') };
      return { blocks: [about], files: [exampleTable(core.models(), texts)] };
    }
    const file = oneTable(call.files);
    const bytes = await file.read(BULK_LIMITS.bytes, signal);
    return proposalReply(await core.proposeRun(call, { name: plainName(file.name), bytes }), texts);
  },
};

function wantsTemplate({ options, text, files }: CommandCall): boolean {
  return options['template'] === 'true' || (files.length === 0 && /^(template|example)$/i.test(text.trim()));
}

/** What is left of a name without the characters that hide what it is, or that no database takes. */
function plainName(name: string): string {
  return name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '');
}

/** Refuses before a byte is fetched what can be refused by name and size. */
function oneTable(files: readonly UploadedFile[]): UploadedFile {
  const [file] = files;
  if (!file) return refuse('file-missing', {});
  if (files.length > 1) refuse('file-too-many', { count: files.length, max: 1 });
  if (!KINDS.some((kind) => plainName(file.name).toLowerCase().endsWith(kind)))
    refuse('file-kind', { name: file.name, allowed: KINDS });
  if (file.bytes > BULK_LIMITS.bytes) refuse('file-too-large', { bytes: file.bytes, maxBytes: BULK_LIMITS.bytes });
  return file;
}
