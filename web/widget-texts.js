/**
 * The token simulation, and the columns of decision tables, say things in English, past the
 * modellers' translation. As they are bundled, their texts go by it; a text that nobody has looked
 * at stops the build.
 */

const HOME = 'bpmn-js-token-simulation/lib/';
const t = (text) => `\${ translate('${text.trim()}') }`;

/** What is replaced: in template literals by a call in braces, elsewhere by a call. */
const RULES = [
  [/'<p class="bts-entry placeholder">No Entries<\/p>'/g, () => `\`<p class="bts-entry placeholder">${t('No Entries')}</p>\``],
  [/>No Entries</g, () => `>${t('No Entries')}<`],
  [/\n\s+Simulation Log\r?\n/g, () => `\n${t('Simulation Log')}\n`],
  [/Token Simulation <span/g, () => `${t('Token Simulation')} <span`],
  [/(title|aria-label)="([A-Z][A-Za-z/ ]+)"/g, (_, name, text) => `${name}="${t(text)}"`],
  [/title="Focus process instance \$/g, () => `title="${t('Focus process instance')} $`],
  [/title="Set animation speed = \$\{ label \}"/g, () => `title="${t('Set animation speed')} \${ translate(label) }"`],
  [/\$\{ wait \? 'Remove' : 'Add' \} pause point/g, () => "${ translate(wait ? 'Remove pause point' : 'Add pause point') }"],
  [/(\|\| |text: )'([A-Z][A-Za-z ]+)'/g, (_, before, text) => `${before}translate('${text}')`],
  [/: 'Process'\r?\n/g, () => ": translate('Process')\n"],
  [/\} started`/g, () => `} ${t('started')}\``],
  [/completed \? 'finished' : 'canceled'/g, () => "translate(completed ? 'finished' : 'canceled')"],
];
const LEFT = /\n\s+Simulation Log|: 'Process'|title="[A-Z]|text: '|\|\| '[A-Z]|>[A-Z][a-z]+ ?[A-Za-z]*</;

/** @param {string} translate path of the module whose `translate` says texts */
export const simulationTexts = (translate) => ({
  name: 'simulation-texts',
  transform(code, id) {
    if (!id.replaceAll('\\', '/').includes(`${HOME}features/`)) {
      return null;
    }
    const said = RULES.reduce((text, [found, by]) => text.replace(found, by), code);
    if (LEFT.test(said)) {
      throw new Error(`${id} says something that nobody has translated: ${LEFT.exec(said)[0]}`);
    }
    return said === code ? null : `import { translate } from ${JSON.stringify(translate)};\n${said}`;
  },
});

const COLUMN = /`Move \$\{isInput\(col\) \? 'Input' : 'Output'\}`/;

/** The handles by which columns of a table are moved. */
export const columnTexts = {
  name: 'column-texts',
  transform(code, id) {
    if (!id.replaceAll('\\', '/').endsWith('dmn-js-decision-table/lib/features/drag-and-drop/DragAndDrop.js')) {
      return null;
    }
    if (!COLUMN.test(code)) {
      throw new Error('the columns of decision tables are named in another way than before');
    }
    return code.replace(COLUMN, "this._translate(isInput(col) ? 'Move input' : 'Move output')");
  },
};
