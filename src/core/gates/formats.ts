import { parseAllDocuments } from 'yaml';
import { applyEdits } from '../edits/applyEdits';
import { JsonText } from '../edits/jsonText';
import { isNestedTooDeeply } from '../text/yamlNesting';
import type { FileSnapshot, TextEdit } from '../types';

/** What becomes of the format of one file when edits are made in it. */
export interface FormatCheck {
  readonly name: string;
  /**
   * Whether the parser takes the file, as it is or as it would be, and can be expected to come to an end with it soon.
   *
   * @param proposals how many there are for the file, each of which is checked
   */
  takes(edits: readonly TextEdit[], proposals: number): boolean;
  /** Whether the file is valid and would not be any more. */
  isBrokenBy(edits: readonly TextEdit[]): boolean;
}

/** Undefined where the language has no format that is held to. JSON with comments is only held to what it was. */
export function formatCheckOf({ text, language }: FileSnapshot): FormatCheck | undefined {
  switch (language) {
    case 'json':
    case 'jsonc':
      return jsonCheck(text);
    case 'yaml':
    case 'dockercompose':
      return yamlCheck(text);
    default:
      return undefined;
  }
}

function jsonCheck(text: string): FormatCheck {
  const json = new JsonText(text);
  return {
    name: 'JSON',
    takes: () => true,
    isBrokenBy: (edits) => json.isValid && !json.isValidWith(edits),
  };
}

/** In UTF-16 code units. The parser takes a millisecond for a thousand, and longer where there are thousands of keys. */
const longestYaml = 16_000;
/** Of all the edited texts of one file together. */
const longestYamlInAll = 400_000;

function yamlCheck(text: string): FormatCheck {
  const isTaken = (yaml: string) => yaml.length <= longestYaml && !isNestedTooDeeply(yaml);
  let takesOriginal: boolean | undefined;
  let isValid: boolean | undefined;
  return {
    name: 'YAML',
    takes: (edits, proposals) => {
      takesOriginal ??= isTaken(text);
      return takesOriginal && text.length * proposals <= longestYamlInAll && isTaken(applyEdits(text, edits));
    },
    isBrokenBy: (edits) => {
      if (isYaml(applyEdits(text, edits))) {
        return false;
      }
      // Only now does it matter whether it was any better before.
      isValid ??= isYaml(text);
      return isValid;
    },
  };
}

function isYaml(text: string): boolean {
  return [...parseAllDocuments(text, { logLevel: 'silent' })].every(({ errors }) => errors.length === 0);
}
