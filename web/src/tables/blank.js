/** A decision table to begin with: one column in, one out, one rule. */

const escape = (text) =>
  text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

/**
 * @param {string} id of the decision, by which diagrams call it
 * @param {string} name
 * @returns {string} DMN 1.3, the version that the modeller writes
 */
export function blankTable(id, name) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="${id}_model" name="${escape(name)}" namespace="http://guanjia.dev/decisions">
  <decision id="${id}" name="${escape(name)}">
    <variable id="${id}_variable" name="${id}" />
    <decisionTable id="${id}_table" hitPolicy="FIRST">
      <input id="${id}_in" label="输入">
        <inputExpression id="${id}_in_expression" typeRef="string">
          <text>input</text>
        </inputExpression>
      </input>
      <output id="${id}_out" label="输出" name="output" typeRef="string" />
      <rule id="${id}_rule">
        <inputEntry id="${id}_rule_in">
          <text></text>
        </inputEntry>
        <outputEntry id="${id}_rule_out">
          <text>""</text>
        </outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="${id}_diagram">
      <dmndi:DMNShape id="${id}_shape" dmnElementRef="${id}">
        <dc:Bounds x="160" y="80" width="180" height="80" />
      </dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
`;
}
