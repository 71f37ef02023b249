/** 模拟: tokens walk through the drawing, without the engine; to see a way before it is tried out. */

import 'bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css';

import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import TokenSimulation from 'bpmn-js-token-simulation/lib/viewer';

import translate from './translate.js';

/**
 * Show a diagram with its simulation switched on.
 *
 * @param {HTMLElement} place
 * @param {string} xml
 * @returns {Promise<() => void>} takes it away again
 */
export async function simulate(place, xml) {
  const viewer = new NavigatedViewer({ container: place, additionalModules: [TokenSimulation, translate] });
  await viewer.importXML(xml);
  viewer.get('canvas').zoom('fit-viewport');
  viewer.get('toggleMode').toggleMode(true);
  return () => viewer.destroy();
}
