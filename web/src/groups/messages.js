/** 通知用语: the words in which this process tells things, where they differ from the usual ones. */

import { useService } from 'bpmn-js-properties-panel';

import { page, t } from '../page.js';
import { html, useState } from '../ui.js';
import { set, setting } from './settings.js';

const NAME = 'gj:messages';
const PARTS = [
  ['zh', 0],
  ['zh', 1],
  ['en', 0],
  ['en', 1],
];

/** The entry of `gj:messages`. */
export const messages = () => ({
  id: 'gj.messages',
  component: Messages,
  edited: (element) => Boolean(setting(element, NAME)),
});

/** @param {string} text @returns {Record<string, { zh: string[], en?: string[] }>} */
export function parseMessages(text) {
  try {
    return Object(JSON.parse(text || '{}'));
  } catch {
    return {}; // the check says that it cannot be read
  }
}

/**
 * Say one part of a message in other words; a message that says what is usual goes.
 *
 * @param {Record<string, any>} own @param {string} kind @param {Record<string, string[]>} usual
 * @param {[string, number]} part language, and 0 for the title, 1 for the text
 * @param {string} words
 */
export function said(own, kind, usual, [language, place], words) {
  const now = structuredClone({ ...usual, ...own[kind] });
  now[language][place] = words.trim() || usual[language][place];
  const { [kind]: _, ...others } = own;
  return JSON.stringify(now) === JSON.stringify({ ...usual }) ? others : { ...others, [kind]: now };
}

function Messages({ element }) {
  const injector = useService('injector');
  const [kind, setKind] = useState(page.choices.messages[0][0]);
  const own = parseMessages(setting(element, NAME));
  const usual = Object.fromEntries(page.choices.messages)[kind];
  const put = (part, words) => {
    const next = said(own, kind, usual, part, words);
    set(injector, element, NAME, Object.keys(next).length ? JSON.stringify(next) : '');
  };
  return html`<div class="bio-properties-panel-entry" data-entry-id="gj.messages">
    <label class="bio-properties-panel-label" for="gj-message">${t('gj.messages')}</label>
    <select id="gj-message" class="bio-properties-panel-input" value=${kind} onChange=${({ target }) => setKind(target.value)}>
      ${page.choices.messages.map(([one, { zh, en }]) => html`<option value=${one}>${(page.language === 'zh' ? zh : en)[0]}${one in own ? ' ●' : ''}</option>`)}
    </select>
    ${PARTS.map(([language, place]) => html`<label class="bio-properties-panel-label" key=${`${kind}${language}${place}`}>${t(`message.${language}.${place}`)}
      <textarea class="bio-properties-panel-input" rows=${place + 1} lang=${language} spellcheck="false" placeholder=${usual[language][place]}
        value=${own[kind]?.[language]?.[place] ?? ''} onChange=${({ target }) => put([language, place], target.value)}></textarea></label>`)}
    <p class="gj-note">${t('message.facts')}</p>
  </div>`;
}
