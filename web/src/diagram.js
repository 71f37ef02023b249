/** The diagram's tab: the modeler with its panel, over one file of the draft. */

import 'bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/diagram-js.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';

import Modeler from 'bpmn-js/lib/Modeler';
import {
  BpmnPropertiesPanelModule,
  BpmnPropertiesProviderModule,
  ZeebePropertiesProviderModule,
} from 'bpmn-js-properties-panel';
import ZeebeBehaviours from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';

import * as draft from './draft.js';
import Groups from './groups/provider.js';
import keys from './keys.js';
import { t } from './page.js';
import translate from './translate.js';

const NO_PANEL_PAUSE = { debounceInput: false }; // a second quick edit in its pause would be lost

/** The modeler of the file that is shown. */
export class Diagram {
  /**
   * @param {HTMLElement} canvas
   * @param {HTMLElement} panel
   * @param {() => void} changed called after every edit
   */
  constructor(canvas, panel, changed) {
    this.file = '';
    Object.assign(this, { canvas, panel });
    this.pending = false;
    this.modeler = new Modeler({
      container: canvas,
      propertiesPanel: { parent: panel, ...NO_PANEL_PAUSE },
      moddleExtensions: { zeebe },
      additionalModules: [
        BpmnPropertiesPanelModule,
        BpmnPropertiesProviderModule,
        ZeebePropertiesProviderModule,
        ZeebeBehaviours,
        Groups,
        keys,
        translate,
      ],
    });
    this.modeler.on('commandStack.changed', ({ trigger }) => {
      if (trigger === 'clear') {
        return; // a file was opened
      }
      this.pending = true;
      draft.touch();
      changed();
    });
    draft.writesBefore(() => this.keep());
  }

  /** @param {string} file a .bpmn of the draft; raises what the modeler says of it */
  async open(file) {
    await this.keep();
    this.file = file;
    await this.modeler.importXML(draft.read(file));
    this.modeler.get('canvas').zoom('fit-viewport');
  }

  /** Put what is drawn into its file. */
  async keep() {
    if (this.pending) {
      const { xml } = await this.modeler.saveXML({ format: true });
      this.pending = false;
      draft.write(this.file, xml);
    }
  }

  /** Let tokens walk through what is drawn, in the place of the modeler. */
  async simulate() {
    await this.keep();
    const { simulate } = await import('./simulation.js');
    const place = document.createElement('div');
    place.className = 'simulated';
    this.canvas.append(place);
    this.panel.inert = true;
    this.stop = await simulate(place, draft.read(this.file));
  }

  /** Go back to drawing. */
  draw() {
    this.stop?.();
    this.stop = null;
    this.canvas.querySelector('.simulated')?.remove();
    this.panel.inert = false;
  }

  /** @param {string} id @returns {boolean} whether an element was there to be selected and shown */
  show(id) {
    const element = this.modeler.get('elementRegistry').get(id);
    if (element) {
      this.modeler.get('selection').select(element);
      this.modeler.get('canvas').scrollToElement(element);
    }
    return Boolean(element);
  }

  /** @param {{ id: string, severity: string, text: string }[]} found marks on the canvas */
  mark(found) {
    const overlays = this.modeler.get('overlays');
    const registry = this.modeler.get('elementRegistry');
    overlays.remove({ type: 'finding' });
    for (const { id, severity, text } of found) {
      if (registry.get(id)?.parent) {
        overlays.add(id, 'finding', { position: { top: -12, left: -12 }, html: flag(severity, text) });
      }
    }
  }
}

/** A mark of one element: what is wrong with it. */
function flag(severity, text) {
  const mark = document.createElement('span');
  mark.className = `finding-mark ${severity}`;
  mark.title = text;
  mark.textContent = severity === 'error' ? '!' : '?';
  mark.setAttribute('role', 'img');
  mark.setAttribute('aria-label', `${t(`severity.${severity}`)}: ${text}`);
  return mark;
}
