/** The list of what could come next in an expression; arrows choose, Enter or Tab takes. */

import { t } from '../page.js';

const MOST = 8;

export class Offers {
  /** @param {(text: string, start: number) => void} take */
  constructor(take) {
    this.take = take;
    this.found = [];
    this.chosen = 0;
    this.list = document.createElement('ul');
    this.list.className = 'feel-offers';
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', t('feel.offers'));
    this.list.hidden = true;
    this.list.addEventListener('mousedown', (event) => this.clicked(event));
  }

  /** @param {{ text: string, start: number, signature: string, type: string }[]} found */
  show(found) {
    this.found = found.slice(0, MOST);
    this.chosen = 0;
    this.draw();
  }

  hide() {
    this.show([]);
  }

  draw() {
    this.list.hidden = this.found.length === 0;
    this.list.replaceChildren(
      ...this.found.map((one, place) => {
        const line = document.createElement('li');
        line.setAttribute('role', 'option');
        line.setAttribute('aria-selected', String(place === this.chosen));
        line.lang = 'en'; // names of variables and functions
        line.textContent = one.signature || one.text;
        return line;
      }),
    );
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    event.preventDefault(); // the text area keeps the focus
    const place = [...this.list.children].indexOf(/** @type {Element} */ (event.target));
    if (place >= 0) {
      this.choose(place);
    }
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was meant for this list */
  pressed(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (this.list.hidden || !(steps || ['Enter', 'Tab', 'Escape'].includes(event.key))) {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    if (steps) {
      this.chosen = (this.chosen + steps + this.found.length) % this.found.length;
      this.draw();
    } else if (event.key === 'Escape') {
      this.hide();
    } else {
      this.choose(this.chosen);
    }
    return true;
  }

  /** @param {number} place */
  choose(place) {
    const { text, start } = this.found[place];
    this.hide();
    this.take(text, start);
  }
}
