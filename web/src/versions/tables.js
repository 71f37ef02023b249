/** What differs between two states of a decision table, rule by rule and column by column. */

/**
 * @typedef {{ name: string, policy: string, columns: { id: string, label: string }[],
 *   rules: { id: string, cells: string[] }[] }} Table
 */

/** @param {Document} model a parsed DMN file @returns {Record<string, Table>} by id of the decision */
export function tablesIn(model) {
  const all = (node, tag) => [...node.getElementsByTagNameNS('*', tag)];
  const text = (node) => (all(node, 'text')[0]?.textContent ?? '').trim();
  const found = {};
  for (const decision of all(model, 'decision')) {
    const [table] = all(decision, 'decisionTable');
    if (table) {
      const inputs = all(table, 'input').map((one) => ({ id: one.id, label: one.getAttribute('label') || text(one) }));
      const outputs = all(table, 'output').map((one) => ({ id: one.id, label: one.getAttribute('label') || one.getAttribute('name') }));
      const cells = (rule) => [...all(rule, 'inputEntry'), ...all(rule, 'outputEntry')].map(text);
      found[decision.id] = {
        name: decision.getAttribute('name') || decision.id,
        policy: table.getAttribute('hitPolicy') || 'UNIQUE',
        columns: [...inputs, ...outputs],
        rules: all(table, 'rule').map((rule) => ({ id: rule.id, cells: cells(rule) })),
      };
    }
  }
  return found;
}

/**
 * @param {Table | undefined} before
 * @param {Table | undefined} after
 * @param {{ t: (key: string, facts?: any) => string }} says the words of what differs
 * @returns {{ kind: string, name: string, details: { what: string, old: string, now: string }[] }[]}
 */
export function tableLines(before, after, { t }) {
  if (!before || !after) {
    return [{ kind: before ? 'removed' : 'added', name: (after ?? before).name, details: [] }];
  }
  const settings = [
    { what: t('tables.name'), old: before.name, now: after.name },
    { what: t('diff.policy'), old: before.policy, now: after.policy },
  ].filter(({ old, now }) => old !== now);
  const whole = settings.length ? [{ kind: 'changed', name: after.name, details: settings }] : [];
  return [...whole, ...columnLines(before, after, t), ...ruleLines(before, after, t)];
}

function columnLines(before, after, t) {
  const gone = missing(before.columns, after.columns);
  const come = missing(after.columns, before.columns);
  const named = ({ label }) => `${t('diff.column')} ${label}`;
  return [
    ...come.map((one) => ({ kind: 'added', name: named(one), details: [] })),
    ...gone.map((one) => ({ kind: 'removed', name: named(one), details: [] })),
  ];
}

function ruleLines(before, after, t) {
  const place = (table, id) => table.rules.findIndex((rule) => rule.id === id);
  const named = (table, id) => t('diff.rule', { n: place(table, id) + 1 });
  const told = (rule) => [{ what: '', old: '', now: rule.cells.join(' | ') }];
  const cell = (table, id, rule) => Object.fromEntries(table.columns.map((column, at) => [column.id, rule.cells[at] ?? '']));
  const changed = after.rules.flatMap((rule) => {
    const old = before.rules[place(before, rule.id)];
    const [was, is] = old ? [cell(before, rule.id, old), cell(after, rule.id, rule)] : [{}, {}];
    const details = after.columns
      .filter(({ id }) => id in was && was[id] !== is[id])
      .map(({ id, label }) => ({ what: label, old: was[id], now: is[id] }));
    return details.length ? [{ kind: 'changed', name: named(after, rule.id), details }] : [];
  });
  return [
    ...missing(after.rules, before.rules).map((rule) => ({ kind: 'added', name: named(after, rule.id), details: told(rule) })),
    ...missing(before.rules, after.rules).map((rule) => ({ kind: 'removed', name: named(before, rule.id), details: told(rule) })),
    ...changed,
  ];
}

/** What of a list the other one has not, by id. */
const missing = (list, other) => list.filter(({ id }) => !other.some((one) => one.id === id));
