/** Entries of our groups: a text, an expression, a choice, a set of ticks; each keeps one setting. */

import { FeelEntry, SelectEntry, TextFieldEntry } from '@bpmn-io/properties-panel';
import { useService } from 'bpmn-js-properties-panel';

import { t } from '../page.js';
import { html } from '../ui.js';
import { set, setting } from './settings.js';

/** Commit at every key: a change inside the panel's pause would be lost with a quick second one. */
const atOnce = (work) => Object.assign((...given) => work(...given), { flush() {} });

/** @param {string} name @returns {string} the id of an entry, and the key of its texts */
const key = (name) => name.replace('gj:', 'gj.');

/** What every entry of a setting needs. */
export function useSetting(element, name) {
  const injector = useService('injector');
  return {
    element,
    id: key(name),
    label: t(key(name)),
    debounce: atOnce,
    getValue: () => setting(element, name),
    setValue: (value) => set(injector, element, name, (value || '').trim()),
  };
}

/** A hint; what stands between backticks in it is written as it is, in every language. */
function hinted(name) {
  return t(`${key(name)}.hint`)
    .split('`')
    .map((part, place) => (place % 2 ? html`<code lang="en">${part}</code>` : part));
}

function Text({ element, name, hint }) {
  const given = useSetting(element, name);
  return TextFieldEntry({ ...given, description: hint && hinted(name) });
}

function Expression({ element, name, hint }) {
  const given = useSetting(element, name);
  return html`<${FeelEntry} ...${given} feel="optional" description=${hint && hinted(name)} />`;
}

function Choice({ element, name, values }) {
  const given = useSetting(element, name);
  const present = setting(element, name);
  const known = values.map((value) => ({ value, label: t(`${key(name)}.${value}`) }));
  const strange = present && !values.includes(present) ? [{ value: present, label: present }] : [];
  const getOptions = () => [{ value: '', label: t('gj.unsaid') }, ...known, ...strange];
  return SelectEntry({ ...given, getOptions });
}

function Ticks({ element, name, values }) {
  const { getValue, setValue, label, id } = useSetting(element, name);
  const chosen = words(getValue());
  const flip = (value) => {
    const now = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    const order = values.map(([known]) => known);
    setValue(now.sort((a, b) => order.indexOf(a) - order.indexOf(b)).join(', '));
  };
  return html`<fieldset class="bio-properties-panel-entry gj-ticks" data-entry-id=${id}>
    <legend class="bio-properties-panel-label">${label}</legend>
    ${values.map(
      ([value, text]) => html`<label>
        <input type="checkbox" checked=${chosen.includes(value)} onChange=${() => flip(value)} />
        ${text}
      </label>`,
    )}
  </fieldset>`;
}

/** @param {string} text @returns {string[]} words joined by commas */
export const words = (text) => text.split(',').map((one) => one.trim()).filter(Boolean);

const entry = (component) => (name, more = {}) => ({
  id: key(name),
  component: (props) => component({ ...props, name, ...more }),
  edited: (element) => Boolean(setting(element, name)),
});

/** An entry that is a text. */
export const text = entry(Text);
/** An entry that is a literal or, after `=`, FEEL. */
export const expression = entry(Expression);
/** An entry that is one of some values. */
export const choice = entry(Choice);
/** An entry that is a list of some values. */
export const ticks = entry(Ticks);
