import type { ESLint } from 'eslint';
import promise from 'eslint-plugin-promise';
import * as regexp from 'eslint-plugin-regexp';
import { eslintPluginRules } from './eslintPluginRules';

const all: Readonly<Record<string, ESLint.Plugin>> = { promise, regexp };

/** The bundled plugins by their prefixes, each with the rules that are chosen here and no others. */
export const eslintPlugins: Readonly<Record<string, ESLint.Plugin>> = Object.fromEntries(
  Object.entries(all).map(([prefix, { rules = {} }]) => [
    prefix,
    { rules: Object.fromEntries(Object.entries(rules).filter(([name]) => `${prefix}/${name}` in eslintPluginRules)) },
  ]),
);
