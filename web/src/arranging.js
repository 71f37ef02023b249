/**
 * Arranging by keyboard what the space tool, the lasso and bend points arrange by mouse.
 *
 * With an element selected: S makes room to its left (Shift: above it), O goes through the lines
 * that leave it, W lays its lines anew. With a line selected: arrows bend it, W lays it anew.
 */

import { selfAndAllChildren } from 'diagram-js/lib/util/Elements';

import { bent } from './bending.js';

const ROOM = 50; // pixels that S makes
const STEP = 10; // pixels by which an arrow bends a line
const ARROWS = {
  arrowleft: { x: -STEP, y: 0 },
  arrowright: { x: STEP, y: 0 },
  arrowup: { x: 0, y: -STEP },
  arrowdown: { x: 0, y: STEP },
};

export class Arranging {
  constructor(canvas, modeling, selection, spaceTool) {
    Object.assign(this, { canvas, modeling, selection, spaceTool });
  }

  /**
   * @param {KeyboardEvent} event
   * @param {any} selected element or line
   * @returns {{ key: string, element: any } | null} what was done, to be said; null for nothing
   */
  pressed(event, selected) {
    const key = event.key.toLowerCase();
    if (key === 's' && !selected.waypoints) {
      return this.room(selected, event.shiftKey ? 'y' : 'x');
    }
    if (key === 'o') {
      return this.line(selected);
    }
    if (key === 'w') {
      return this.anew(selected);
    }
    return selected.waypoints && ARROWS[key] ? this.bend(selected, ARROWS[key]) : null;
  }

  /** Move the element and whatever stands behind it along an axis. */
  room(element, axis) {
    const start = element[axis] - 1;
    const all = selfAndAllChildren(this.canvas.getRootElement(), true);
    const found = this.spaceTool.calculateAdjustments(all, axis, ROOM, start);
    const { movingShapes, resizingShapes } = found;
    const delta = { x: 0, y: 0, [axis]: ROOM };
    const direction = axis === 'x' ? 'e' : 's';
    this.spaceTool.makeSpace(movingShapes, resizingShapes, delta, direction, start);
    return { key: 'keys.room', element };
  }

  /** Select the next line that leaves the element, or that leaves where this line does. */
  line(selected) {
    const lines = (selected.waypoints ? selected.source : selected).outgoing;
    const next = lines[(lines.indexOf(selected) + 1) % lines.length];
    if (!next) {
      return null;
    }
    this.selection.select(next);
    return { key: 'keys.line', element: next.target };
  }

  /** Lay lines as if they had just been drawn. */
  anew(selected) {
    const lines = selected.waypoints ? [selected] : [...selected.incoming, ...selected.outgoing];
    for (const line of lines) {
      this.modeling.layoutConnection(line, { waypoints: [] });
    }
    return lines.length ? { key: 'keys.laid', element: selected.target ?? selected } : null;
  }

  bend(line, by) {
    const points = bent(line.waypoints, by);
    if (!points) {
      return null;
    }
    this.modeling.updateWaypoints(line, points);
    return { key: 'keys.bent', element: line.target };
  }
}
