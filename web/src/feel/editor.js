/**
 * The editor of FEEL: a text area; the engine's own analysis says what is wrong, and what could
 * come next. It has the face of `@bpmn-io/feel-editor`, which panels and tables ask for.
 */

import { t } from '../page.js';
import { quietly } from '../ui.js';
import { analyse } from './analysis.js';
import { Offers } from './offers.js';

const QUIET = 250; // milliseconds without a key before the server is asked

export default class FeelEditor {
  /**
   * @param {{ container: HTMLElement, value?: string, onChange?: (text: string) => void,
   *   onKeyDown?: (event: KeyboardEvent) => void, onLint?: (problems: any[]) => void,
   *   placeholder?: string, readOnly?: boolean, variables?: { name: string }[], dialect?: string,
   *   contentAttributes?: Record<string, string>, extensions?: any[] }} given
   */
  constructor(given) {
    this.given = given;
    this.variables = given.variables || [];
    this.box = document.createElement('textarea');
    this.note = document.createElement('output');
    this.offers = new Offers((text, start) => this.take(text, start));
    this.ask = quietly(() => this.analyse(), QUIET);
    this.draw();
    if (this.box.value) {
      this.ask();
    }
  }

  draw() {
    const { container, value, placeholder, readOnly, contentAttributes } = this.given;
    const label = contentAttributes?.['aria-label'] || t('feel.label');
    this.box.className = 'feel-text';
    this.box.spellcheck = false;
    this.box.rows = 1;
    this.box.value = value || '';
    this.box.readOnly = Boolean(readOnly);
    this.box.placeholder = placeholder || '';
    this.box.setAttribute('aria-label', label);
    this.note.className = 'feel-note';
    this.box.addEventListener('input', () => this.changed());
    this.box.addEventListener('keydown', (event) => this.pressed(event));
    this.box.addEventListener('blur', () => this.left());
    container.append(this.box, this.note, this.offers.list);
    this.grow();
  }

  changed() {
    this.grow();
    this.given.onChange?.(this.box.value);
    this.ask();
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (!this.offers.pressed(event)) {
      this.given.onKeyDown?.(event);
    }
  }

  left() {
    this.offers.hide();
    for (const one of this.given.extensions || []) {
      one.handlers?.blur?.();
    }
  }

  /** Ask the server what this text means. */
  async analyse() {
    const text = this.box.value;
    const found = await analyse(text, this.box.selectionStart, this.given.dialect, this.variables);
    if (text !== this.box.value || !this.box.isConnected) {
      return; // somebody typed on meanwhile
    }
    this.note.textContent = found.problems.map(sentence).join('；');
    this.box.setAttribute('aria-invalid', String(found.problems.length > 0));
    this.given.onLint?.([]);
    if (document.activeElement === this.box) {
      this.offers.show(found.completions);
    }
  }

  /** @param {string} text @param {number} start */
  take(text, start) {
    this.box.setRangeText(text, start, this.box.selectionStart, 'end');
    this.changed();
    this.box.focus();
  }

  grow() {
    this.box.style.height = 'auto';
    this.box.style.height = `${Math.max(this.box.scrollHeight, 26)}px`;
  }

  focus(position = 0) {
    const end = Math.min(position, this.box.value.length);
    this.box.focus();
    this.box.setSelectionRange(end, end);
  }

  getSelection() {
    const [from, to] = [this.box.selectionStart, this.box.selectionEnd];
    return { mainIndex: 0, ranges: [{ from, to }] };
  }

  /** @param {string} text */
  setValue(text) {
    if (this.box.value !== (text || '')) {
      this.box.value = text || '';
      this.grow();
      this.ask();
    }
  }

  /** @param {{ name: string }[]} variables */
  setVariables(variables) {
    this.variables = variables || [];
  }

  /** @param {string} text */
  setPlaceholder(text) {
    this.box.placeholder = text || '';
  }

  setEngines() {}

  setReadOnly(readOnly) {
    this.box.readOnly = readOnly;
  }
}

export { FeelEditor as FeelersEditor };

/** What is wrong, in the reader's language; the engine says it in English. */
function sentence({ message, position, suggestion }) {
  const meant = suggestion ? t('feel.meant', { word: suggestion }) : '';
  return t('feel.wrong', { message, place: (position ?? 0) + 1 }) + meant;
}
