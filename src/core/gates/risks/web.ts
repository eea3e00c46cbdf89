import type { LanguageRisks } from './risk';

/** Brings a module in, by whatever way JavaScript has for it: a statement, a call, with `from` or without. */
function module(names: string): string {
  return `(?:\\b(?:from|import|require)|\\brequire\\s*\\.\\s*resolve)\\s*\\(?\\s*['"\`](?:node:|npm:)?(?:${names})(?:/[^'"\`\\n]*)?['"\`]`;
}

/** Takes a property by its quoted name. */
function quoted(names: string): string {
  return `\\[\\s*['"\`](?:${names})['"\`]\\s*\\]`;
}

/** What runs in browsers and in Node.js. */
export const web: readonly LanguageRisks[] = [
  {
    languages: ['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'html', 'vue', 'svelte'],
    risks: [
      {
        flag: 'starts a process',
        code: [
          '\\b(?:child_process|childProcess|execSync|execFile|execFileSync|spawnSync|execa|execaSync|execaCommand|node_pty)\\b',
          '(?<![.\\w$])(?:exec|spawn|fork)\\b(?!\\s*[:=])',
          '\\.\\s*(?:spawn|fork)\\s*\\(',
          '\\b(?:cp|proc|shell|sh|cluster)\\s*\\.\\s*exec\\b',
          '\\bDeno\\s*\\.\\s*(?:run|Command)\\b',
          '\\bBun\\s*\\.\\s*(?:spawn\\w*|\\$)',
          '(?<![\\w$])\\$`',
          '\\bnew\\s+Worker\\b',
          '\\bprocess\\s*\\.\\s*(?:kill|dlopen|binding)\\b',
        ],
        text: [
          module('child_process|worker_threads|cluster|execa|cross-spawn|node-pty|shelljs|zx'),
          quoted('exec|execSync|execFile|execFileSync|spawn|spawnSync|fork'),
        ],
        source: 'https://nodejs.org/api/child_process.html',
      },
      {
        flag: 'evaluates code',
        code: [
          '(?<![\\w$])eval\\b(?!\\s*:)',
          '\\bnew\\s+Function\\b',
          '(?<![.\\w$])Function\\s*(?:\\(|\\.\\s*(?:call|apply|bind)\\b)',
          '(?<![.\\w$])(?:GeneratorFunction|AsyncFunction)\\s*\\(',
          '\\.\\s*constructor\\s*\\(',
          '(?<![.\\w$])(?:require|import)\\s*\\(\\s*(?:"[^"\\n]{0,200}"|\'[^\'\\n]{0,200}\'|`[^`\\n]{0,200}`)\\s*[+.]',
          '\\bset(?:Timeout|Interval|Immediate)\\s*\\(\\s*[\'"`]',
          '\\brun[iI]n(?:New|This)?Context\\b',
          '\\bvm\\s*\\.\\s*\\w+',
          '(?<![.\\w$])(?:require|import)\\s*\\(\\s*(?![\'"`)\\s]|/\\*)',
          '(?<![.\\w$])(?:require|import)\\s*\\(\\s*`[^`\\n]*\\$\\{',
          '\\b(?:importScripts|createContextualFragment|insertAdjacentHTML|dangerouslySetInnerHTML)\\b',
          '\\b(?:inner|outer)HTML\\b',
          '\\bdocument\\s*\\.\\s*write(?:ln)?\\b',
          '\\bWebAssembly\\s*\\.\\s*(?:instantiate|compile)\\w*',
        ],
        text: [
          module('vm|vm2|isolated-vm'),
          quoted('eval|Function|constructor'),
          'javascript:',
          '\\bv-html\\b',
          '\\{@html\\b',
        ],
        source: 'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/eval',
      },
      {
        flag: 'uses the network',
        code: [
          '(?<![.\\w$])fetch\\b(?!\\s*[:=])',
          '\\b(?:window|globalThis|self|global)\\s*\\.\\s*fetch\\b',
          '\\b(?:XMLHttpRequest|EventSource|WebSocket|WebTransport|RTCPeerConnection|sendBeacon|axios|superagent)\\b',
          '\\b(?:https?|http2|net|tls|dgram|dns)\\s*\\.\\s*(?:get|request|connect|create\\w+|lookup|resolve\\w*|Server|Socket)\\b',
          '\\$\\s*\\.\\s*(?:ajax|get|post|getJSON|getScript)\\b',
          '\\bnew\\s+Image\\b',
          '\\b(?:Deno|Bun)\\s*\\.\\s*(?:connect|listen|serve)\\w*',
        ],
        text: [
          module(
            'https?|http2|net|tls|dgram|dns|axios|node-fetch|cross-fetch|undici|got|ky|superagent|request|needle|ws|' +
              'socket\\.io(?:-client)?|nodemailer|ssh2|ftp|basic-ftp',
          ),
          quoted('fetch|XMLHttpRequest|WebSocket'),
        ],
        source: 'https://developer.mozilla.org/docs/Web/API/Fetch_API',
      },
      {
        flag: 'deletes files',
        code: [
          '\\b(?:unlink|unlinkSync|rmSync|rmdir|rmdirSync|rimraf|rimrafSync|emptyDir|emptyDirSync|ftruncate|ftruncateSync)\\b',
          '\\b(?:truncateSync|removeSync|removeEntry)\\b',
          '\\bfs\\w*\\s*(?:\\.\\s*promises\\s*)?\\.\\s*(?:rm|remove|truncate|delete)\\b',
          '(?<![.\\w$])rm\\b(?=\\s*[(,}])',
          '\\bDeno\\s*\\.\\s*remove\\w*',
        ],
        text: [module('rimraf|del|trash|fs-extra/remove'), quoted('unlink|unlinkSync|rm|rmSync|rmdir|rmdirSync')],
        source: 'https://nodejs.org/api/fs.html',
      },
    ],
  },
  {
    languages: ['html', 'vue', 'svelte', 'php'],
    risks: [
      {
        flag: 'evaluates code',
        text: [
          '<(?:script|iframe|object|embed|applet|base)\\b',
          '(?<=[\\s"\'/])on[a-z]{3,}\\s*=',
          '\\bsrcdoc\\s*=',
          '<meta\\b[^>\\n]{0,200}http-equiv',
          'javascript:',
        ],
        source: 'https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-attributes',
      },
      {
        flag: 'uses the network',
        text: [
          '\\b(?:href|src|srcset|action|formaction|poster|data|ping)\\s*=\\s*["\']?\\s*(?:[a-z]+:)?//',
          '<form\\b',
          '\\bping\\s*=',
          '<link\\b[^>\\n]{0,200}\\brel\\s*=\\s*["\']?(?:preload|prefetch|preconnect|dns-prefetch|import)',
          '@import\\b',
        ],
        source: 'https://html.spec.whatwg.org/multipage/semantics.html#the-link-element',
      },
    ],
  },
  {
    languages: ['css', 'scss', 'sass', 'less'],
    risks: [
      {
        flag: 'uses the network',
        text: ['@import\\b', '\\burl\\(\\s*["\']?\\s*(?:[a-z]+:)?//'],
        source: 'https://www.w3.org/TR/css-cascade-5/#at-import',
      },
      {
        flag: 'evaluates code',
        text: ['\\bexpression\\s*\\(', '(?<![\\w-])behavior\\s*:', '-moz-binding\\s*:', 'javascript:', '@plugin\\b'],
        source: 'https://owasp.org/www-community/xss-filter-evasion-cheatsheet',
      },
    ],
  },
  {
    // Data, but for tags that make a reader construct objects and call functions.
    languages: ['yaml', 'dockercompose'],
    risks: [
      {
        flag: 'evaluates code',
        text: [
          '!!(?:python|js|java|javax|perl|ruby)[/.:]',
          '!ruby/',
          '!<tag:yaml\\.org,2002:(?:python|js|java|perl|ruby)[/.:]',
        ],
        source: 'https://pyyaml.org/wiki/PyYAMLDocumentation',
      },
    ],
  },
];
