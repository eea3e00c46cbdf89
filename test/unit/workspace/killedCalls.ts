import * as childProcess from 'node:child_process';
import * as fs from 'node:fs';

/**
 * Counts the calls of this process that change something on disk or start a process, and kills it before one of them;
 * one that starts a process is made before, so that the process is left alone in the middle of its work.
 *
 * @param killedAt the number of that call, from 1 on; NaN for none
 * @param more names of promising calls to count, too
 * @returns how many there were until now
 */
export function watchCalls(killedAt: number, more: readonly string[] = []): () => number {
  let calls = 0;

  function watch(object: object, names: readonly string[], isAfter = false): void {
    for (const name of names) {
      const call: (...words: unknown[]) => unknown = Reflect.get(object, name);
      Reflect.set(object, name, function (this: unknown, ...words: unknown[]) {
        calls++;
        const isLast = calls === killedAt;
        if (isLast && !isAfter) {
          process.kill(process.pid, 'SIGKILL');
        }
        const result = call.apply(this, words);
        if (isLast) {
          setTimeout(() => process.kill(process.pid, 'SIGKILL'), 2);
        }
        return result;
      });
    }
  }

  const modules = [Reflect.get(fs, 'default') ?? fs, Reflect.get(childProcess, 'default') ?? childProcess] as const;
  watch(modules[0], ['mkdirSync', 'renameSync', 'rmSync', 'rmdirSync', 'unlinkSync', 'writeFileSync', 'writeSync']);
  const writes = ['mkdir', 'mkdtemp', 'rename', 'rm', 'rmdir', 'unlink', 'writeFile', 'symlink', 'copyFile'];
  watch((modules[0] as typeof fs).promises, [...writes, ...more]);
  watch(modules[1], ['spawn'], true);
  return () => calls;
}
