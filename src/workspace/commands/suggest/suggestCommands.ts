import { configFileName } from '../../configFile';
import { createNamesIn } from '../../folderNames';
import { readTextsOf } from '../projectFile';
import { suggestFixed, suggestForCmake, suggestForJvm, suggestForMake } from './builds';
import { suggestForNode } from './node';
import { suggestForPython } from './python';
import { costs, type Suggestion } from './suggestion';

/**
 * Commands that a person may want to verify edits with, by what lies at the top of a project. Nothing is run, no link
 * is followed. What the folder's own file asks for comes first and in its order, then what costs least; what prepares a
 * fresh copy before what checks it.
 *
 * @param folder real path of where the commands would run
 * @param asked `verify.suggest` of the folder's file
 */
export async function suggestCommands(folder: string, asked: readonly string[]): Promise<Suggestion[]> {
  const read = readTextsOf(folder);
  const namesIn = createNamesIn(folder);
  const names = await namesIn('');
  const own = asked.map((command): Suggestion => {
    return { role: 'check', command, from: `${configFileName}, verify.suggest`, cost: 'asked for' };
  });
  const detected = await Promise.all([
    suggestForNode(read, names),
    suggestForPython(read, names, namesIn),
    suggestFixed(names),
    suggestForMake(read, names),
    suggestForCmake(read, names),
    suggestForJvm(names),
  ]);
  const all = [...own, ...detected.flat()];
  const isFirst = ({ command, role }: Suggestion, index: number) =>
    all.findIndex((other) => other.command === command && other.role === role) === index;
  return all.filter(isFirst).sort((a, b) => order(a) - order(b));
}

function order({ role, cost }: Suggestion): number {
  return (role === 'set-up' ? 0 : costs.length) + costs.indexOf(cost);
}
