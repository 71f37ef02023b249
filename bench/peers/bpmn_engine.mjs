// npm bpmn-engine as a peer of bench/complete_task.py: one user task completed durably, resumed from
// its stored state each time as a server does it; the state goes to a file that is flushed to disk.
//   node bpmn_engine.mjs rounds          (in a folder where `npm install bpmn-engine` was run)
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(`${process.cwd()}/`);
const { Engine } = await import(pathToFileURL(require.resolve('bpmn-engine')));
const rounds = Number(process.argv[2] ?? 50);

const source = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="http://example.org/b">
<process id="loop" isExecutable="true"><startEvent id="S"/><exclusiveGateway id="In"/><subProcess id="Part">
<startEvent id="S2"/><userTask id="U"/><endEvent id="E2"/><sequenceFlow id="i1" sourceRef="S2" targetRef="U"/><sequenceFlow id="i2" sourceRef="U" targetRef="E2"/></subProcess>
<boundaryEvent id="T" attachedToRef="Part"><timerEventDefinition><timeDuration xsi:type="tFormalExpression">P7D</timeDuration></timerEventDefinition></boundaryEvent>
<endEvent id="Late"/><sequenceFlow id="a" sourceRef="S" targetRef="In"/><sequenceFlow id="b" sourceRef="In" targetRef="Part"/>
<sequenceFlow id="c" sourceRef="Part" targetRef="In"/><sequenceFlow id="d" sourceRef="T" targetRef="Late"/></process></definitions>`;
const form = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`field_${n}`, '一段普通长度的文字']));

async function keep(engine) {
  const file = openSync('state.json', 'w');
  writeSync(file, JSON.stringify(await engine.getState()));
  fsyncSync(file);
  closeSync(file);
}

const first = new Engine({ name: 'bench', source });
await first.execute();
await keep(first);
first.stop();

const began = process.cpuUsage();
const start = process.hrtime.bigint();
for (let round = 0; round < rounds; round += 1) {
  const engine = new Engine().recover(JSON.parse(readFileSync('state.json', 'utf8')));
  const execution = await engine.resume();
  const [task] = execution.getPostponed().filter((each) => each.type === 'bpmn:SubProcess');
  const [user] = task.getPostponed().filter((each) => each.type === 'bpmn:UserTask');
  user.signal(form);
  await keep(engine);
  engine.stop();
}
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
const { user, system } = process.cpuUsage(began);
console.log(JSON.stringify({ rate: rounds / seconds, cpu: (user + system) / 1000 / rounds }));
process.exit(0);
