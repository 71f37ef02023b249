/**
 * Drawing by keyboard: what the palette makes is put on the canvas instead of hung on a mouse,
 * elements are walked through, connected and led from to their settings.
 *
 * On the canvas: J and K go to the next and the one before, C begins a connection and Enter ends it
 * at what is selected, Enter alone goes to what can be appended, P to the panel, Escape back.
 * With Shift, J and K add to what is selected: arrows then move all of it.
 */

import { Arranging } from './arranging.js';
import { t } from './page.js';

const ENTRY = '.djs-palette .entry[data-action^="create."], .djs-context-pad .entry';
const GAP = 40; // pixels beside what stands there already

class Keys {
  constructor(canvas, create, elementRegistry, eventBus, modeling, rules, selection, spaceTool) {
    Object.assign(this, { canvas, elementRegistry, modeling, rules, selection });
    this.arranging = new Arranging(canvas, modeling, selection, spaceTool);
    this.byKeyboard = false;
    this.source = null;
    const begin = create.start.bind(create);
    create.start = (event, shape, context) =>
      this.byKeyboard ? this.place(shape) : begin(event, shape, context);
    eventBus.on('canvas.init', () => this.listen());
  }

  listen() {
    this.box = this.canvas.getContainer();
    this.told = document.createElement('div');
    this.told.className = 'unseen';
    this.told.setAttribute('role', 'status');
    this.box.append(this.told);
    this.box.addEventListener('keydown', (event) => this.pressed(event), true);
    new MutationObserver(() => this.reach()).observe(this.box, { childList: true, subtree: true });
  }

  /** Let what can be pressed be reached, and say what it is. */
  reach() {
    for (const entry of this.box.querySelectorAll(ENTRY)) {
      if (!entry.hasAttribute('tabindex')) {
        entry.tabIndex = 0;
        entry.setAttribute('role', 'button');
      }
      if (entry.title && !entry.hasAttribute('aria-label')) {
        entry.setAttribute('aria-label', entry.title);
      }
    }
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const entry = event.target.closest?.(ENTRY);
    const done = entry ? this.onEntry(event, entry) : this.onCanvas(event);
    if (done) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  onEntry(event, entry) {
    if (event.key === 'Escape') {
      this.canvas.focus();
      return true;
    }
    if (event.key !== 'Enter' && event.key !== ' ') {
      return false;
    }
    this.byKeyboard = true;
    try {
      entry.click();
    } finally {
      this.byKeyboard = false;
    }
    return true;
  }

  onCanvas(event) {
    if (event.target !== this.canvas._svg) {
      return false;
    }
    const selected = this.selection.get().at(-1);
    switch (event.key.toLowerCase()) {
      case 'j':
        return this.go(selected, 1, event.shiftKey);
      case 'k':
        return this.go(selected, -1, event.shiftKey);
      case 'c':
        return Boolean(selected) && this.from(selected);
      case 'escape':
        return this.source !== null && this.from(null);
      case 'enter':
        return Boolean(selected) && (this.source ? this.connect(selected) : this.pad());
      case 'p':
        return this.panel();
      default:
        return Boolean(selected) && this.arrange(event, selected);
    }
  }

  arrange(event, selected) {
    const done = this.arranging.pressed(event, selected);
    if (done) {
      this.say(done.key, done.element);
    }
    return Boolean(done);
  }

  /** Select the next element, in the order in which people read; or add it to what is selected. */
  go(selected, step, adding) {
    const shapes = this.elementRegistry
      .filter((each) => !each.waypoints && each.parent && !each.labelTarget)
      .sort((one, other) => one.y - other.y || one.x - other.x);
    const at = shapes.indexOf(selected?.source ?? selected);
    const next = shapes[(Math.max(at, step < 0 ? 0 : -1) + step + shapes.length) % shapes.length];
    if (next) {
      this.selection.select(next, adding);
      this.canvas.scrollToElement(next);
      const count = this.selection.get().length;
      this.say(count > 1 ? 'keys.several' : 'keys.at', next, { count });
    }
    return true;
  }

  from(source) {
    this.source = source;
    if (source) {
      this.say('keys.from', source);
    }
    return true;
  }

  connect(target) {
    const { source } = this;
    const allowed = this.rules.allowed('connection.create', { source, target });
    this.source = null;
    if (allowed) {
      this.modeling.connect(source, target, allowed);
      this.selection.select(target);
    }
    this.say(allowed ? 'keys.connected' : 'keys.refused', target);
    return true;
  }

  pad() {
    this.reach();
    this.box.querySelector('.djs-context-pad .entry')?.focus();
    return true;
  }

  panel() {
    document.querySelector('#panel button, #panel input, #panel textarea')?.focus();
    return true;
  }

  /** Put a new shape to the right of what is selected, else into the middle. */
  place(shape) {
    const [beside] = this.selection.get();
    const view = this.canvas.viewbox();
    const middle = { x: view.x + view.width / 2, y: view.y + view.height / 2 };
    const position = beside
      ? { x: beside.x + beside.width + GAP + shape.width / 2, y: beside.y + beside.height / 2 }
      : middle;
    const root = this.canvas.getRootElement();
    const pool = this.elementRegistry.find((each) => each.type === 'bpmn:Participant');
    const made = this.modeling.createShape(shape, position, beside?.parent ?? pool ?? root);
    this.selection.select(made);
    this.canvas.focus();
    this.say('keys.at', made);
  }

  say(key, element, facts = {}) {
    const { name, id } = element.businessObject;
    this.told.textContent = t(key, { name: name || id, ...facts });
  }
}

Keys.$inject = [
  'canvas',
  'create',
  'elementRegistry',
  'eventBus',
  'modeling',
  'rules',
  'selection',
  'spaceTool',
];

export default { __init__: ['keys'], keys: ['type', Keys] };
