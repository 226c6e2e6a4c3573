// What the status message of a request says and offers, from the queue to the result.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { renderStatus, statusReply } from '../../src/bots/status.ts';
import { textsFor } from '../../src/bots/texts/texts.ts';
import { anyId, generationView, said, verbs, type GenerationShape } from './status-views.ts';

const en = textsFor('en');
const shown = (shape: GenerationShape) => renderStatus(generationView(shape), en);
const headline = (shape: GenerationShape): string => shown(shape).blocks[0]?.text ?? '';

describe('a waiting request', () => {
  test('says its place in the line', () => {
    assert.equal(headline({ ahead: 0 }), 'Queued · next in line');
    assert.equal(headline({ ahead: 2 }), 'Queued · 3rd in line');
  });

  test('does not pretend to know a place the core did not count', () => {
    assert.equal(headline({ ahead: 100 }), 'Queued · 100 or more in front of you');
  });

  test('says its price and that only finished pictures cost', () => {
    assert.match(said(shown({})), /Price: 8 credits\. You pay only for finished pictures\./);
  });

  test('says nothing of a price when it costs nothing', () => {
    assert.doesNotMatch(said(shown({ order: { creditsEach: 0 } })), /Price|credit/);
  });

  test('can be cancelled, and can be asked for later from this very message', () => {
    assert.deepEqual(verbs(shown({})), ['cancel', 'show']);
  });
});

describe('a request being drawn', () => {
  test('counts the pictures that are decided', () => {
    assert.equal(headline({ phase: 'drawing', images: ['ready', 'failed', 'owed', 'owed'] }), 'Drawing 2/4');
  });

  test('does not count to one', () => {
    assert.equal(headline({ phase: 'drawing', images: ['owed'] }), 'Drawing …');
  });
});

describe('a finished request', () => {
  test('shows the prompt, model, shape, style, seeds, credits and date', () => {
    const reply = shown({
      phase: 'finished',
      images: ['ready', 'ready'],
      order: { style: 'ink', negativePrompt: 'people' },
      creditsCaptured: 4,
      keptUntil: new Date('2026-12-24T12:00:00Z'),
    });
    assert.deepEqual(
      reply.blocks.map(({ style, text }) => `${style}: ${text}`),
      [
        'title: Done',
        'quote: a red fox in fresh snow',
        'text: Sketch (not AI) · 16:9 · 1k · Ink · seeds 42, 43',
        'text: Without: people',
        'small: 4 credits used · Kept until Dec 24, 2026.',
      ],
    );
    assert.deepEqual(verbs(reply), ['reroll', 'show', 'open', 'open']);
  });

  test('one picture is saved, let go and deleted by its own buttons, and says what is true of it', () => {
    const keptUntil = new Date('2026-12-24T12:00:00Z');
    const free = shown({ phase: 'finished', images: ['ready'], keptUntil });
    assert.deepEqual(verbs(free), ['reroll', 'save', 'delete', 'show']);
    assert.match(said(free), /Kept until Dec 24, 2026\.$/);
    const saved = shown({ phase: 'finished', images: ['ready'], keptUntil, saved: [0] });
    assert.deepEqual(verbs(saved), ['reroll', 'unsave', 'delete', 'show']);
    assert.match(said(saved), /Saved until you delete it\.$/);
  });

  test('of several pictures it says when the first goes, that saved ones stay, and how many are deleted', () => {
    const keptUntil = new Date('2026-12-24T12:00:00Z');
    const reply = shown({ phase: 'finished', images: ['ready', 'ready'], keptUntil, saved: [1], gone: 2 });
    assert.match(said(reply), / · 2 pictures deleted · Kept until Dec 24, 2026; saved ones until you delete them\.$/);
  });

  test('names the failed pictures, why, and that they were not charged', () => {
    const reply = shown({
      phase: 'finished',
      images: ['ready', 'failed', 'ready', 'failed'],
      failures: [null, 'policy', null, 'policy'],
      creditsCaptured: 4,
      creditsReleased: 4,
    });
    assert.equal(reply.blocks[0]?.text, 'Done · 2 of 4 pictures');
    assert.match(said(reply), /Pictures 2 and 4: The model’s safety filter refused this\..* Not charged\./);
    assert.match(said(reply), /seeds 42, 44/);
    assert.match(said(reply), /4 credits used · 4 credits given back/);
  });

  test('keeps different reasons apart', () => {
    const reply = shown({
      phase: 'finished',
      images: ['failed', 'failed', 'ready'],
      failures: ['policy', 'provider-unavailable', null],
    });
    assert.match(said(reply), /Picture 1: .*filter/);
    assert.match(said(reply), /Picture 2: .*could not be reached/);
  });

  test('with nothing drawn offers another try and nothing to show', () => {
    const reply = shown({ phase: 'finished', images: ['failed'], failures: ['provider-refused'] });
    assert.equal(reply.blocks[0]?.text, 'Not drawn');
    assert.match(said(reply), /would not draw this.* You were not charged\./);
    assert.deepEqual(verbs(reply), ['reroll', 'ask-human']);
  });

  test('that was cancelled says so', () => {
    assert.equal(headline({ phase: 'finished', images: ['cancelled', 'cancelled'] }), 'Cancelled');
  });

  test('has no seed where the model takes none', () => {
    assert.doesNotMatch(said(shown({ phase: 'finished', images: ['ready'], order: { seed: null } })), /seed/);
  });
});

test('A status fits a Telegram caption of 1,024 characters, whatever the prompt', () => {
  const order = { prompt: '🦊'.repeat(1_000), negativePrompt: '狐'.repeat(2_000), style: 'watercolor' } as const;
  const images = ['ready', 'failed', 'ready', 'failed'] as const;
  const failures = [null, 'policy', null, 'provider-unavailable'] as const;
  for (const locale of ['en', 'zh-CN'] as const) {
    const view = generationView({ phase: 'finished', order, images, failures, keptUntil: new Date() });
    const text = said(renderStatus(view, textsFor(locale)));
    assert.ok(text.length <= 1_024, `${text.length} characters`);
    assert.ok(text.isWellFormed());
  }
});

test('A send whose fate is unknown is told, with the button that brings it again', () => {
  const reply = renderStatus(generationView({ phase: 'finished', images: ['ready'] }), en, { uncertain: true });
  assert.match(said(reply), /do not know whether it arrived/);
  assert.ok(verbs(reply).includes('show'));
});

test('A result that came elsewhere or did not fit is told', () => {
  const view = generationView({ phase: 'finished', images: ['ready'] });
  assert.match(said(renderStatus(view, en, { arrived: 'direct' })), /direct message/);
  assert.match(said(renderStatus(view, en, { arrived: 'below' })), /below/);
  assert.match(said(renderStatus(view, en, { tooLarge: ['a.png', 'b.png'] })), /a\.png and b\.png are too large/);
});

test('The answer to accepted work names the delivery whose status it shows', () => {
  const view = generationView();
  const deliveryId = anyId('dlv');
  assert.equal(statusReply({ kind: 'accepted', view, deliveryId }, en).shows, deliveryId);
  assert.equal('shows' in statusReply({ kind: 'accepted', view, deliveryId: null }, en), false);
});
