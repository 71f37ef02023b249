/** The modellers' own texts in Chinese: what the community translated, and what it has not. */

import modeler from 'bpmn-js-i18n-zh/lib/bpmn-js/index.js';
import panel from 'bpmn-js-i18n-zh/lib/properties-panel/index.js';
import zeebe from 'bpmn-js-i18n-zh/lib/zeebe-properties-panel/index.js';

import { page } from './page.js';
import missing from './zh/missing.json';

const CHINESE = { ...modeler, ...panel, ...zeebe, ...missing };
/** Texts that were asked for in vain; a test reads them. */
window.untranslated = new Set();

/**
 * @param {string} template
 * @param {Record<string, string>} [facts]
 * @returns {string}
 */
export function translate(template, facts = {}) {
  const text = page.language === 'zh' ? chinese(template) : template;
  return text.replace(/\{([^}]+)\}/g, (whole, name) => facts[name] ?? whole);
}

const TRIGGERS = {
  Message: '消息',
  Timer: '定时',
  Conditional: '条件',
  Signal: '信号',
  Error: '错误',
  Escalation: '升级',
  Compensate: '补偿',
  Compensation: '补偿',
  Cancel: '取消',
  Terminate: '终止',
  Link: '链接',
  Multiple: '多重',
  'Parallel Multiple': '并行多重',
};
const EVENTS = {
  'Start Event': '开始事件',
  'End Event': '结束事件',
  'Intermediate Catch Event': '中间捕获事件',
  'Intermediate Throw Event': '中间抛出事件',
  'Boundary Event': '边界事件',
};
const EVENT = new RegExp(
  `^(?:(${Object.keys(TRIGGERS).join('|')}) )?(${Object.keys(EVENTS).join('|')})( \\(Non Interrupting\\))?$`,
);

/** @param {string} label such as Message Boundary Event (Non Interrupting) */
function event(label) {
  const [, trigger, kind, quiet] = EVENT.exec(label) ?? [];
  return kind && `${TRIGGERS[trigger] ?? ''}${EVENTS[kind]}${quiet ? '（非中断）' : ''}`;
}

/** @param {string} template */
function chinese(template) {
  const found = CHINESE[template] ?? event(template);
  if (found === undefined && /[A-Za-z]{2}/.test(template)) {
    window.untranslated.add(template);
  }
  return found ?? template;
}

export default { translate: ['value', translate] };
