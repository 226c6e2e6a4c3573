// What people set holds everywhere: their language against the platform's, how pictures come, and what they are told.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Asking } from '../../../src/core/answers.ts';
import type { Locale, Platform } from '../../../src/core/domain/chat.ts';
import { mayBeTold, noticeClass, type Notice, type NoticeClass } from '../../../src/core/domain/notice.ts';
import { catalogueFor } from '../../../src/core/domain/models.ts';
import type { SettingChange } from '../../../src/core/domain/settings.ts';
import { tell } from '../../../src/core/usecases/settling.ts';
import { coreRig, type CoreRig } from '../../support/core.ts';
import { accepted, asking, shown, wish, workOff } from '../../support/people.ts';

const speaking = (locale: Locale, ask: Asking = asking()): Asking => ({ ...ask, person: { ...ask.person, locale } });

/** Somebody on Telegram, alone with the bot. */
function onTelegram(userId = '7'): Asking {
  const ask = asking(userId);
  return {
    event: { ...ask.event, platform: 'telegram' },
    person: { platform: 'telegram', userId, locale: 'en' },
    address: { platform: 'telegram', chatId: userId, threadId: null, replyTo: null, group: false },
  };
}

describe('a language', () => {
  for (const price of [0, 1])
    test(`P40: that was chosen stays, whatever the platform says, at ${price} credits a picture`, async (t) => {
      const rig = await coreRig(t, { catalogue: catalogueFor(new Set(['sketch']), price) });
      const { chat } = rig.core;
      await chat.requestGeneration(asking(), wish('a fox'));
      await chat.changeSetting(asking(), { setting: 'language', to: 'zh-CN' });
      for (const locale of ['en', 'zh-CN'] as const) {
        const ask = speaking(locale);
        assert.equal((await chat.standing(ask.person)).locale, 'zh-CN');
        await shown(rig, chat.requestGeneration(ask, wish(`a fox for ${locale}`)));
      }
      await workOff(rig);
      // Also what had been asked for before, and was still to be brought.
      assert.deepEqual(
        rig.chat.notes.map(({ delivery }) => delivery.locale),
        ['zh-CN', 'zh-CN', 'zh-CN'],
      );
    });

  test('P40: that follows the platform follows it again, at once', async (t) => {
    const { core } = await coreRig(t);
    const { chat } = core;
    await chat.changeSetting(asking(), { setting: 'language', to: 'zh-CN' });
    const { settings } = accepted(await chat.changeSetting(speaking('en'), { setting: 'language', to: null }));
    assert.equal(settings.language, null);
    for (const locale of ['en', 'zh-CN'] as const)
      assert.equal((await chat.standing(speaking(locale).person)).locale, locale);
  });
});

describe('settings', () => {
  test('P40: are as they should be at first, and each is changed by itself', async (t) => {
    const { core } = await coreRig(t);
    const atFirst = accepted(await core.chat.settings(asking())).settings;
    assert.deepEqual(atFirst, {
      language: null,
      asDocument: false,
      productNotices: true,
      statistics: true,
      news: false,
      pausedAt: null,
    });
    for (const setting of ['asDocument', 'productNotices', 'statistics', 'news'] as const) {
      const change: SettingChange = { setting, to: !atFirst[setting] };
      await core.chat.changeSetting(asking(), change);
      assert.deepEqual(accepted(await core.chat.settings(asking())).settings, {
        ...atFirst,
        [setting]: !atFirst[setting],
      });
      await core.chat.changeSetting(asking(), { setting, to: atFirst[setting] });
    }
  });
});

const NOTICES: Readonly<Record<NoticeClass, Notice>> = {
  money: { about: 'disputed' },
  security: { about: 'notice-changed', version: '0123456789ab', changes: null },
  support: { about: 'ticket-answered', number: 1, answer: 'Yes.' },
  product: { about: 'announcement', news: 'product', words: { en: 'New: owls', 'zh-CN': '新：猫头鹰' } },
  news: { about: 'announcement', news: 'news', words: { en: 'Half price', 'zh-CN': '半价' } },
};
const CLASSES = Object.keys(NOTICES) as NoticeClass[];

/** Tells somebody one notice of each class, and does all work; the classes that arrived. */
async function arrived(rig: CoreRig, ask: Asking, between: () => Promise<unknown>): Promise<NoticeClass[]> {
  const id = await rig.store.accounts.find(ask.person);
  assert.ok(id);
  const seen = rig.chat.notes.length;
  await rig.store.transaction(async (rows) => {
    for (const kind of CLASSES)
      await tell(
        { needs: { ...rig.ports, ledger: rig.ledger, covers: [] }, rows },
        id,
        ask.address,
        `${kind}:${seen}`,
        NOTICES[kind],
      );
  });
  await between();
  await workOff(rig);
  return rig.chat.notes
    .slice(seen)
    .flatMap(({ view }) => (view.kind === 'notice' ? [noticeClass(view.notice)] : []))
    .toSorted();
}

describe('a notice', () => {
  const ALWAYS = ['money', 'security', 'support'];
  for (const [platform, ask] of [
    ['discord', asking],
    ['telegram', onTelegram],
  ] as const)
    test(`P15, P45: class by preference on ${platform}: what is off is not sent, also what was queued before`, async (t) => {
      const rig = await coreRig(t);
      const { chat } = rig.core;
      await chat.welcome(ask());
      for (const productNotices of [true, false])
        for (const news of [true, false]) {
          const got = await arrived(rig, ask(), async () => {
            await chat.changeSetting(ask(), { setting: 'productNotices', to: productNotices });
            await chat.changeSetting(ask(), { setting: 'news', to: news });
          });
          const wanted = [
            ...ALWAYS,
            ...(productNotices ? ['product'] : []),
            ...(news && platform === 'telegram' ? ['news'] : []),
          ].toSorted();
          assert.deepEqual(got, wanted, `product ${productNotices}, news ${news}`);
        }
      await chat.changeSetting(ask(), { setting: 'productNotices', to: true });
      await chat.changeSetting(ask(), { setting: 'news', to: true });
      assert.deepEqual(await arrived(rig, ask(), () => chat.pause(ask(), true)), ALWAYS);
    });

  test('P15: about security or money has no switch', () => {
    const off = { productNotices: false, news: false, pausedAt: new Date() };
    for (const platform of ['discord', 'telegram'] as const satisfies readonly Platform[])
      for (const kind of CLASSES) assert.equal(mayBeTold(kind, off, platform), ALWAYS.includes(kind), kind);
  });

  test('P15: about security is announced once to everybody, whatever they have switched off, paused or refused', async (t) => {
    const rig = await coreRig(t);
    const { chat } = rig.core;
    for (const userId of ['1', '2', '3', '4']) await chat.welcome(onTelegram(userId));
    await chat.changeSetting(onTelegram('1'), { setting: 'productNotices', to: false });
    await chat.pause(onTelegram('2'), true);
    await chat.disagree(onTelegram('3'), null);
    await chat.leave(onTelegram('4').person);
    const words = { en: 'A hole was closed.', 'zh-CN': '已修复一个漏洞。' };
    assert.equal(await rig.core.announce({ news: 'product', name: 'owls', words }), 0);
    for (let round = 0; round < 2; round++) assert.equal(await rig.core.announceSecurity('hole-1', words), 4);
    await workOff(rig);
    const heard = rig.chat.notes.map(({ delivery: { address } }) => address.platform === 'telegram' && address.chatId);
    assert.equal(heard.length, 4);
    assert.deepEqual(new Set(heard), new Set(['1', '2', '3', '4']));
    const { rows } = await rig.database.pool.query('select from notice where position($1::bytea in facts) > 0', [
      'hole',
    ]);
    assert.equal(rows.length, 0, 'its words are sealed');
  });

  test('P45: news are off until somebody switches them on, and are announced once to each who did', async (t) => {
    const rig = await coreRig(t);
    const { chat } = rig.core;
    for (const userId of ['1', '2', '3']) await chat.welcome(onTelegram(userId));
    await chat.welcome(asking('ada'));
    for (const ask of [onTelegram('2'), asking('ada')]) await chat.changeSetting(ask, { setting: 'news', to: true });
    const announcement = { news: 'news', name: 'owls', words: { en: 'Owls!', 'zh-CN': '猫头鹰！' } } as const;
    assert.equal(await rig.core.announce(announcement), 1);
    await rig.core.announce(announcement);
    await workOff(rig);
    assert.deepEqual(
      rig.chat.notes.map(({ delivery }) => delivery.address.platform === 'telegram' && delivery.address.chatId),
      ['2'],
    );
    assert.equal(await rig.core.announce({ ...announcement, news: 'product', name: 'hens' }), 4);
  });
});
