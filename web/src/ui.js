/** Our own parts are drawn with Preact, the one that the properties panel brings. */

import { h, render } from '@bpmn-io/properties-panel/preact';
import htm from 'htm';

export { render };
export { useEffect, useMemo, useRef, useState } from '@bpmn-io/properties-panel/preact/hooks';

export const html = htm.bind(h);

/**
 * Call a function once things have been quiet for a while.
 *
 * @param {() => void} work
 * @param {number} wait milliseconds
 */
export function quietly(work, wait) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, wait);
  };
}
