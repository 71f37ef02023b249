/** 审核与发布: the server's forms, sent for what is drawn: unsaved work is saved before. */

import * as draft from './draft.js';
import { page, t } from './page.js';

const place = () => document.getElementById('review');

export class Review {
  /** @param {{ save: () => Promise<boolean>, errors: () => number, say: (text: string, tone: string) => void }} desk */
  constructor(desk) {
    this.desk = desk;
    document.addEventListener('submit', (event) => this.sent(event));
  }

  /** Show where the draft stands as it was saved; what was typed stays. */
  async refresh() {
    const typed = new Map([...place().querySelectorAll('input[id]')].map(({ id, value }) => [id, value]));
    const answer = await fetch(`/designer/${page.draft}/review`);
    if (answer.ok) {
      place().outerHTML = await answer.text();
      for (const [id, value] of typed) {
        document.getElementById(id)?.setAttribute('value', value);
      }
    }
  }

  async sent(event) {
    const form = event.target;
    if (!place().contains(form)) {
      return;
    }
    const submits = form.action.endsWith('/submission');
    if (submits && this.desk.errors()) {
      event.preventDefault();
      this.desk.say(t('submit-errors'), 'bad');
    } else if (draft.state.dirty) {
      event.preventDefault();
      if (await this.desk.save()) {
        this.again(form.action);
      }
    }
  }

  /** Send the form of the same step that stands there after saving; another step may be due now. */
  again(action) {
    const form = [...place().querySelectorAll('form')].find((one) => one.action === action);
    if (form) {
      form.requestSubmit();
    } else {
      this.desk.say(t('changed-meanwhile'), 'bad');
    }
  }
}
