/** What sites with exercises write where the solution is to stand. */
const toBeWritten =
  /(?:#|\/\/|\*)[ \t]*(?:\d\.[ \t]*)?(?:Complete the ['"]?\w+['"]? function below|(?:write|add|enter|put|insert)[ \t]+your[ \t]+(?:code|solution)[ \t]+here)\b/i;

/** Whether a text is an exercise with the place for its solution marked: what is broken there is mostly not done yet. */
export function isExercise(text: string): boolean {
  return toBeWritten.test(text);
}
