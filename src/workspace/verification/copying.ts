import type { CopyProgress } from '../../core/verify/ports';

/** Hears how copies come along. */
export type HearCopying = (progress: CopyProgress) => void;

/** Counts files, and tells of each hundredth of them. */
export function countFiles(what: CopyProgress['what'], of: number, hear: HearCopying): () => void {
  const step = Math.ceil(of / 100);
  let done = 0;
  return () => {
    done++;
    if (done % step === 0) {
      hear({ what, done, of });
    }
  };
}
