/** Bending a line without a mouse: one of its parts is moved aside, or gets a way around. */

const NEAR = 0.3; // of a part's length: where a way around leaves and meets it

/**
 * @typedef {{ x: number, y: number }} Point
 * @param {Point[]} points of a line
 * @param {Point} by how far; along one axis
 * @returns {Point[] | null} the line with its longest part across that axis moved; null without one
 */
export function bent(points, by) {
  const along = by.x ? 'y' : 'x';
  const across = by.x ? 'x' : 'y';
  const parts = points.slice(1).map((end, at) => ({
    at,
    inner: at > 0 && at < points.length - 2,
    length: points[at][across] === end[across] ? Math.abs(points[at][along] - end[along]) : 0,
  }));
  const longest = (some) => some.reduce((one, other) => (other.length > one.length ? other : one));
  const found = [parts.filter(({ inner }) => inner), parts]
    .filter((some) => some.length)
    .map(longest)
    .find(({ length }) => length > 0);
  return found ? moved(points, found, by) : null;
}

function moved(points, { at, inner }, by) {
  const [from, to] = [points[at], points[at + 1]];
  const aside = ({ x, y }) => ({ x: x + by.x, y: y + by.y });
  if (inner) {
    return [...points.slice(0, at), aside(from), aside(to), ...points.slice(at + 2)];
  }
  const on = (share) => ({
    x: Math.round(from.x + (to.x - from.x) * share),
    y: Math.round(from.y + (to.y - from.y) * share),
  });
  const [leaves, meets] = [on(NEAR), on(1 - NEAR)];
  const around = [leaves, aside(leaves), aside(meets), meets];
  return [...points.slice(0, at + 1), ...around, ...points.slice(at + 1)];
}
