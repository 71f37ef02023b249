/** Values as people type them into a row, and as they are shown. */

/**
 * Read JSON where it is some; everything else is text.
 *
 * @param {string} text
 * @returns {unknown}
 */
export function typed(text) {
  if (text === '') {
    return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {unknown} value @returns {string} the same as it would be typed */
export function shown(value) {
  return typeof value === 'string' && typed(value) === value ? value : JSON.stringify(value);
}

/** @param {string} one @param {string} other @returns {boolean} whether two texts mean one value: 高 and "高" do */
export const same = (one, other) => JSON.stringify(typed(one)) === JSON.stringify(typed(other));
