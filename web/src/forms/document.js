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
const FIRST = { 1: '选项一', 2: '选项二' };

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
  const options = (shape.enum ?? shape.items?.enum) && { options: { ...FIRST } };
  const made = change(document, name, { schema: shape, ui: { widget, ...options } });
  made.ui.order = [...order(document), name];
  return widget === 'table' ? addColumn(made, name, 'item', 'text', '项目') : made;
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

/** @param {any} document @param {string} name @returns {string[]} the fields of one choice that another one may follow */
export function leaders(document, name) {
  const isChoice = (field) => document.schema.properties[field].enum && document.ui?.fields?.[field]?.optionsBy?.field !== name;
  return order(document).filter((field) => field !== name && isChoice(field));
}

/** Let the choices of a field follow those of another one; an empty name ends that. */
export function follow(document, name, field) {
  const look = { ...document.ui.fields[name] };
  delete look.optionsBy;
  return change(document, name, { ui: field ? { ...look, optionsBy: { field, values: {} } } : look });
}

/** Say which choices stand under one value of the field that is followed, parted by commas. */
export function offer(document, name, value, text) {
  const look = document.ui.fields[name];
  const found = text.split(/[、,，]/).map((each) => each.trim()).filter(Boolean);
  const values = { ...look.optionsBy.values, [value]: found };
  if (!found.length) {
    delete values[value];
  }
  return change(document, name, { ui: { ...look, optionsBy: { ...look.optionsBy, values } } });
}

/** @returns {{ name: string, title: string, widget: string, required: boolean, options: string }[]} */
export function columns(document, field) {
  const { items = {} } = document.schema.properties[field];
  const looks = document.ui?.fields?.[field]?.columns ?? {};
  return Object.entries(items.properties ?? {}).map(([name, { title }]) => ({
    name,
    title: title ?? name,
    widget: looks[name]?.widget ?? 'text',
    required: Boolean(items.required?.includes(name)),
    options: lines(looks[name]?.options),
  }));
}

/** @param {Record<string, string>} [options] @returns {string} choices as people write them */
export const lines = (options = {}) =>
  Object.entries(options).map(([value, label]) => (value === label ? value : `${value} = ${label}`)).join('\n');

/** Add a column behind the others; one that is there already stays as it is. */
export function addColumn(document, field, name, widget, title) {
  const made = tabled(document, field);
  const { items, looks } = made;
  if (!(name in items.properties)) {
    [items.properties[name], looks[name]] = cell(widget, title);
  }
  return made.document;
}

/** Change what is said of a column. */
export function changeColumn(document, field, name, { title, widget, required, options }) {
  const made = tabled(document, field);
  const { items, looks } = made;
  const present = items.properties[name];
  if (title !== undefined) {
    present.title = title;
  }
  if (widget !== undefined) {
    [items.properties[name], looks[name]] = cell(widget, present.title);
  }
  if (options !== undefined) {
    const found = choices(options);
    present.enum = found.map(([value]) => value);
    looks[name] = { ...looks[name], options: Object.fromEntries(found) };
  }
  if (required !== undefined) {
    const others = (items.required ?? []).filter((one) => one !== name);
    items.required = required ? [...others, name] : others;
  }
  return made.document;
}

/** Move a column by so many places. */
export function moveColumn(document, field, name, steps) {
  const made = tabled(document, field);
  const names = Object.keys(made.items.properties);
  const place = names.indexOf(name);
  names.splice(place, 1);
  names.splice(Math.max(0, place + steps), 0, name);
  made.items.properties = Object.fromEntries(names.map((one) => [one, made.items.properties[one]]));
  return made.document;
}

/** Take a column away, with everything that is said of it. */
export function removeColumn(document, field, name) {
  const made = tabled(document, field);
  delete made.items.properties[name];
  delete made.looks[name];
  made.items.required = (made.items.required ?? []).filter((one) => one !== name);
  return made.document;
}

/** A copy of the document, with the parts that tell of a table's columns. */
function tabled(document, field) {
  const made = structuredClone(document);
  const schema = made.schema.properties[field];
  schema.items ??= { type: 'object' };
  schema.items.properties ??= {};
  const look = made.ui.fields[field];
  look.columns ??= {};
  return { document: made, items: schema.items, looks: look.columns };
}

/** Schema and look of a cell. */
function cell(widget, title) {
  const schema = { title, ...structuredClone(SHAPES[widget] ?? OTHER) };
  const options = schema.enum && { options: { ...FIRST } };
  return [schema, { widget, ...options }];
}
