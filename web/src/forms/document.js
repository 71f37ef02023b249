/** Changes of a form document; each returns a new document and leaves the given one as it is. */

const SHAPES = {
  text: { type: 'string', maxLength: 100 },
  textarea: { type: 'string', maxLength: 2000 },
  number: { type: 'number' },
  money: { type: 'number', multipleOf: 0.01, minimum: 0 },
  date: { type: 'string' },
  datetime: { type: 'string' },
  select: { type: 'string', enum: ['1', '2'] },
  radio: { type: 'string', enum: ['1', '2'] },
  'multi-select': { type: 'array', items: { type: 'string', enum: ['1', '2'] }, uniqueItems: true },
  switch: { type: 'boolean' },
  rating: { type: 'integer', minimum: 1, maximum: 5 },
  file: { type: 'array', items: { type: 'string' }, maxItems: 9, uniqueItems: true },
  photo: { type: 'array', items: { type: 'string' }, maxItems: 9, uniqueItems: true },
  table: { type: 'array', items: { type: 'object', properties: {} }, maxItems: 50 },
  phone: { type: 'string', pattern: '^(1[3-9]\\d{9}|0\\d{2,3}-?\\d{7,8})$' },
};
const OTHER = { type: 'string', maxLength: 200 };

/** @param {string} id @param {string} title @returns {any} a form with one field */
export function blankForm(id, title) {
  const document = {
    id,
    title,
    schema: { type: 'object', properties: {}, required: [] },
    ui: { order: [], fields: {} },
  };
  return add(document, 'subject', 'text', '事由');
}

/** @param {any} document @returns {string[]} names of its fields as they are shown */
export function order(document) {
  const known = Object.keys(document.schema?.properties ?? {});
  const listed = (document.ui?.order ?? []).filter((name) => known.includes(name));
  return [...listed, ...known.filter((name) => !listed.includes(name))];
}

/** Add a field behind the others. */
export function add(document, name, widget, title) {
  const shape = { title, ...structuredClone(SHAPES[widget] ?? OTHER) };
  const options = (shape.enum ?? shape.items?.enum) && { options: { 1: '选项一', 2: '选项二' } };
  const made = change(document, name, { schema: shape, ui: { widget, ...options } });
  made.ui.order = [...order(document), name];
  return made;
}

/** Put the schema and the look of one field in the place of what it had. */
export function change(document, name, { schema, ui }) {
  const made = structuredClone(document);
  made.ui ??= {};
  made.ui.fields ??= {};
  made.schema.properties[name] = schema ?? made.schema.properties[name];
  made.ui.fields[name] = ui ?? made.ui.fields[name];
  return made;
}

/** Take a field away, with everything that is said of it. */
export function remove(document, name) {
  const made = structuredClone(document);
  delete made.schema.properties[name];
  delete made.ui?.fields?.[name];
  delete made.i18n?.en?.fields?.[name];
  made.ui = { ...made.ui, order: order(document).filter((one) => one !== name) };
  made.schema.required = (made.schema.required ?? []).filter((one) => one !== name);
  return made;
}

/** Move a field by so many places. */
export function move(document, name, steps) {
  const names = order(document).filter((one) => one !== name);
  const place = order(document).indexOf(name) + steps;
  names.splice(Math.max(0, place), 0, name);
  const made = structuredClone(document);
  made.ui = { ...made.ui, order: names };
  return made;
}

/** Say whether a field must be filled in. */
export function require(document, name, isRequired) {
  const made = structuredClone(document);
  const others = (made.schema.required ?? []).filter((one) => one !== name);
  made.schema.required = isRequired ? [...others, name] : others;
  return made;
}

/** Say a field's label in English; nothing takes it away. */
export function english(document, name, text) {
  const made = structuredClone(document);
  const fields = { ...made.i18n?.en?.fields, [name]: text };
  if (!text) {
    delete fields[name];
  }
  made.i18n = { ...made.i18n, en: { ...made.i18n?.en, fields } };
  return made;
}

/**
 * Choices as people write them, a line each: `value = 名称`, or the name alone.
 *
 * @param {string} text
 * @returns {[string, string][]}
 */
export function choices(text) {
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean);
  return lines.map((line) => {
    const [value, ...label] = line.split('=').map((part) => part.trim());
    return [value, label.join('=') || value];
  });
}

/** Give a field its choices. */
export function choose(document, name, text) {
  const found = choices(text);
  const { schema, look } = { schema: { ...document.schema.properties[name] }, look: document.ui.fields[name] };
  const values = found.map(([value]) => value);
  if (schema.items) {
    schema.items = { ...schema.items, enum: values };
  } else {
    schema.enum = values;
  }
  return change(document, name, { schema, ui: { ...look, options: Object.fromEntries(found) } });
}

/** A condition on one other field: `{field, value}` as the sub-schema that a form keeps. */
export function showIf({ field, value }) {
  return field ? { properties: { [field]: { const: value } }, required: [field] } : undefined;
}

/** @returns {{ field: string, value: unknown } | null} null for a condition of another kind */
export function shownIf(schema) {
  const [[field, test] = []] = Object.entries(schema?.properties ?? {});
  if (!schema) {
    return { field: '', value: '' };
  }
  const same = JSON.stringify(showIf({ field, value: test?.const })) === JSON.stringify(schema);
  return same ? { field, value: test.const } : null;
}
