/** The designer is drawn with on a desk; a phone reads, reviews and releases without its scripts. */

const PHONE = '(max-width: 48rem)'; // as in the pages' sheet

if (!window.matchMedia(PHONE).matches) {
  import('./designer.js');
}
