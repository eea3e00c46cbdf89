import type { LanguageRisks } from './risk';

/** Where a shell looks for the name of a command: after white space, an operator, a quote, a path. */
function command(names: string): string {
  return `(?:^|[\\s;|&(\`"'!{/\\\\=])(?:${names})(?=[\\s;|&)"'\`]|$)`;
}

/** Languages that are mostly run from their source. */
export const scripts: readonly LanguageRisks[] = [
  {
    languages: ['python'],
    risks: [
      {
        flag: 'starts a process',
        code: [
          '\\b(?:subprocess|Popen|pexpect|create_subprocess_\\w+|multiprocessing)\\b',
          '\\bos\\s*\\.\\s*(?:system|popen\\w*|exec[lv]\\w*|spawn\\w+|posix_spawn\\w*|fork\\w*|startfile|kill|killpg)\\b',
          '\\bfrom\\s+os\\s+import\\b.{0,200}\\b(?:system|popen|exec[lv]\\w*|spawn\\w+|fork|kill)\\b',
          '(?<![.\\w])(?:system|popen|check_output|check_call)\\s*\\(',
          '\\bpty\\s*\\.\\s*spawn\\b',
          '\\bimport\\s+(?:[\\w., ]{1,100}\\W)?os\\s+as\\b',
          '\\bfrom\\s+os\\s+import\\s*(?:\\*|\\([\\w\\s,]{0,200}\\b(?:system|popen|exec[lv]\\w*|spawn\\w+|fork|kill)\\b)',
          '^[ \\t]*(?:import|from)\\s+(?:pty|sh|plumbum|fabric|invoke|commands)\\b',
        ],
        text: ['\\bgetattr\\s*\\(\\s*\\w+\\s*,\\s*[\'"](?:system|popen|exec\\w*|spawn\\w*|fork)[\'"]'],
        source: 'https://docs.python.org/3/library/subprocess.html',
      },
      {
        flag: 'evaluates code',
        code: [
          '(?<![.\\w])(?:eval|exec|execfile|__import__)\\b(?!\\s*=)',
          '(?<![.\\w])compile\\s*\\(',
          '\\b(?:builtins|__builtins__|importlib|runpy|pickle|cPickle|dill|marshal|shelve|jsonpickle|ctypes|cffi)\\b',
          '\\bimp\\s*\\.\\s*load\\w+',
          '\\byaml\\s*\\.\\s*(?:unsafe_|full_)?load(?:_all)?\\b',
          '\\b(?:FunctionType|CodeType|InteractiveInterpreter|InteractiveConsole)\\b',
        ],
        text: ['\\bgetattr\\s*\\(\\s*\\w+\\s*,\\s*[\'"](?:eval|exec|compile|__import__)[\'"]', '[\'"]__import__[\'"]'],
        source: 'https://docs.python.org/3/library/functions.html#eval',
      },
      {
        flag: 'uses the network',
        code: [
          '^[ \\t]*(?:import|from)\\s+(?:[\\w., ]{0,200}\\W)?(?:requests|httpx|aiohttp|urllib2|urllib3|socket|socketserver|ftplib|smtplib|' +
            'telnetlib|poplib|imaplib|xmlrpc|paramiko|websockets?|pycurl|grpc|boto3)\\b',
          '\\brequests\\s*\\.\\s*(?:get|post|put|patch|delete|head|options|request|[sS]ession)\\b',
          '\\b(?:httpx|aiohttp|paramiko|pycurl|smtplib|ftplib|socketserver|urllib3)\\s*\\.\\s*\\w+',
          '\\bsocket\\s*\\.\\s*(?:socket|create_\\w+|getaddrinfo|gethostby\\w+)\\b',
          '\\burl(?:open|retrieve)\\b',
          '\\burllib\\s*\\.\\s*request\\b',
          '\\bhttp\\s*\\.\\s*(?:client|server)\\b',
          '\\b(?:open_connection|start_server)\\s*\\(',
        ],
        source: 'https://docs.python.org/3/library/internet.html',
      },
      {
        flag: 'deletes files',
        code: [
          '\\bos\\s*\\.\\s*(?:remove|unlink|rmdir|removedirs|truncate)\\b',
          '\\bfrom\\s+os\\s+import\\b.{0,200}\\b(?:remove|unlink|rmdir|removedirs)\\b',
          '\\b(?:rmtree|send2trash)\\b',
          '\\bshutil\\s*\\.\\s*move\\b',
          '\\b(?:unlink|rmdir)\\s*\\(',
        ],
        text: ['\\bgetattr\\s*\\(\\s*\\w+\\s*,\\s*[\'"](?:remove|unlink|rmdir|rmtree)[\'"]'],
        source: 'https://docs.python.org/3/library/shutil.html',
      },
    ],
  },
  {
    languages: ['ruby'],
    risks: [
      {
        flag: 'starts a process',
        code: [
          '`[^`\\n]+`',
          '%x[^\\w\\s]',
          '(?<![.\\w:@$])(?:system|exec|spawn|fork)\\b(?!\\s*[=:,]|\\s*\\.)',
          '\\b(?:Open3|PTY|POSIX::Spawn)\\b',
          '\\b(?:Process|Kernel|IO)\\s*\\.\\s*(?:spawn|fork|exec|system|popen|daemon|kill)\\b',
        ],
        text: ['\\bopen\\s*\\(?\\s*["\']\\s*\\|', '\\brequire\\s*\\(?\\s*["\'](?:open3|pty)["\']'],
        source: 'https://docs.ruby-lang.org/en/master/Kernel.html',
      },
      {
        flag: 'evaluates code',
        code: [
          '(?<![\\w@$:])(?:eval|instance_eval|class_eval|module_eval|instance_exec|class_exec)\\b',
          '(?<![\\w@$:])(?:send|public_send|__send__|method)\\s*\\(?\\s*:(?:system|exec|spawn|fork|eval|instance_eval|class_eval)\\b',
          '\\.\\s*send\\s*\\(?\\s*:(?:system|exec|spawn|fork|eval|instance_eval|class_eval)\\b',
          '\\.\\s*(?:__send__|public_send|constantize|const_get|html_safe)\\b',
          '\\b(?:Marshal|YAML|Psych|Oj)\\s*\\.\\s*(?:unsafe_)?load\\w*(?<!safe_load)\\b',
          '\\b(?:ERB\\s*\\.\\s*new|Fiddle|RubyVM)\\b',
          '^[ \\t]*load\\s*[( ]',
        ],
        source: 'https://docs.ruby-lang.org/en/master/security_rdoc.html',
      },
      {
        flag: 'uses the network',
        code: [
          '\\bNet::\\w+',
          '\\b(?:TCPSocket|UDPSocket|TCPServer|UNIXSocket|HTTParty|Faraday|RestClient|Typhoeus|Excon|Mechanize|OpenURI)\\b',
          '\\b(?:URI|Socket)\\s*\\.\\s*(?:open|tcp|udp|new|getaddrinfo)\\b',
        ],
        text: [
          '\\brequire\\s*\\(?\\s*["\'](?:net/\\w+|open-uri|socket|httparty|faraday|rest-client|excon|typhoeus|websocket[\\w-]*)["\']',
        ],
        source: 'https://docs.ruby-lang.org/en/master/Net/HTTP.html',
      },
      {
        flag: 'deletes files',
        code: [
          '\\b(?:File|FileUtils|Dir|Pathname)\\s*\\.\\s*(?:delete|unlink|rm\\w*|remove\\w*|truncate|safe_unlink)\\b',
          '\\.\\s*(?:rmtree|unlink|rmdir)\\b',
          '(?<![.\\w:@])(?:rm|rm_r|rm_f|rm_rf|rmtree|remove_dir)\\b(?=[ (]+\\S)',
        ],
        source: 'https://docs.ruby-lang.org/en/master/FileUtils.html',
      },
    ],
  },
  {
    languages: ['php'],
    risks: [
      {
        flag: 'starts a process',
        code: [
          '(?<![>:\\w$])(?:exec|shell_exec|system|passthru|proc_open|popen|pcntl_\\w+)\\s*\\(',
          '`[^`\\n]+`',
          '\\buse\\s+function\\s+\\\\?(?:exec|shell_exec|system|passthru|proc_open|popen|pcntl_\\w+)\\b',
          '\\bSymfony\\\\Component\\\\Process\\b',
          '\\bnew\\s+Process\\b',
        ],
        text: ['[\'"]\\\\?(?:exec|shell_exec|system|passthru|proc_open|popen)[\'"]'],
        source: 'https://www.php.net/manual/ref.exec.php',
      },
      {
        flag: 'evaluates code',
        code: [
          '(?<![>:\\w$])(?:eval|assert|create_function|unserialize|extract|call_user_func(?:_array)?|dl)\\s*\\(',
          '\\b(?:include|require)(?:_once)?\\b\\s*\\(?\\s*(?![\'"(\\s]|__DIR__|dirname\\b)',
          '\\bReflection(?:Function|Method)\\b',
          '\\$_(?:GET|POST|REQUEST|COOKIE)\\s*\\[[^\\]\\n]{0,200}\\]\\s*\\(',
        ],
        text: ['[\'"]\\\\?(?:eval|assert|create_function|unserialize)[\'"]'],
        source: 'https://www.php.net/manual/function.eval.php',
      },
      {
        flag: 'uses the network',
        code: [
          '\\b(?:curl_init|curl_exec|curl_multi_\\w+|p?fsockopen|stream_socket_\\w+|socket_\\w+|ftp_\\w+|ssh2_\\w+|imap_open)\\s*\\(',
          '(?<![>:\\w$])(?:mail|gethostbyname|dns_get_record)\\s*\\(',
          '\\b(?:SoapClient|GuzzleHttp|Guzzle)\\b',
        ],
        text: ['[\'"](?:https?|ftps?|ssh2\\.\\w+|phar|php|data|expect)://'],
        source: 'https://www.php.net/manual/book.curl.php',
      },
      {
        flag: 'deletes files',
        code: [
          '(?<![>:\\w$])(?:unlink|rmdir|ftruncate)\\s*\\(',
          '\\b(?:File|Storage|Filesystem)\\s*::\\s*delete\\w*',
          '\\bdeleteDirectory\\s*\\(',
        ],
        text: ['[\'"](?:unlink|rmdir)[\'"]'],
        source: 'https://www.php.net/manual/function.unlink.php',
      },
    ],
  },
  {
    // Every line of a shell starts a process: what counts is one that goes on, or that others' rights are used for.
    languages: ['shellscript'],
    risks: [
      {
        flag: 'starts a process',
        text: [
          command(
            'sudo|doas|su|exec|nohup|setsid|disown|xargs|parallel|crontab|at|batch|systemctl|launchctl|osascript|schtasks',
          ),
          command('docker|podman|kubectl|chroot|nsenter|unshare|screen|tmux|kill|killall|pkill'),
          '(?<![&>|])&\\s*$',
          '\\s-exec(?:dir)?\\s',
        ],
        source: 'https://www.gnu.org/software/bash/manual/html_node/Bourne-Shell-Builtins.html',
      },
      {
        flag: 'evaluates code',
        text: [
          command('eval|source|trap|alias'),
          '(?:^[ \\t]*|[;&|]\\s*|\\bthen\\s+|\\bdo\\s+)\\.\\s+\\S',
          command('(?:ba|da|z|k|c|tc|fi)?sh\\s+-\\w*c'),
          command('(?:python[\\d.]*|perl|ruby|node|php|lua|deno|awk|osascript)\\s+-\\w*[ce]'),
          '\\|\\s*(?:sudo\\s+)?(?:[\\w./]*/)?(?:(?:ba|da|z|k)?sh|python[\\d.]*|perl|ruby|node|php)\\b',
          '<\\(\\s*(?:curl|wget)\\b',
        ],
        source: 'https://www.gnu.org/software/bash/manual/html_node/Bourne-Shell-Builtins.html',
      },
      {
        flag: 'uses the network',
        text: [
          command(
            'curl|wget|aria2c|nc|ncat|netcat|socat|telnet|ssh|scp|sftp|rsync|ftp|tftp|dig|nslookup|host|openssl\\s+s_client',
          ),
          command('git\\s+(?:clone|fetch|pull|push|submodule|remote)|gh|aws|gcloud|az'),
          command(
            '(?:pip[\\d.]*|npm|npx|pnpm|yarn|bun|gem|cargo|go|apt|apt-get|apk|dnf|yum|brew|composer)\\s+(?:install|i|ci|add|get|run|exec|dlx|-y)',
          ),
          '/dev/(?:tcp|udp)/',
        ],
        source: 'https://curl.se/docs/manpage.html',
      },
      {
        flag: 'deletes files',
        text: [
          command('rm|rmdir|unlink|shred|srm|truncate|dd|mkfs[.\\w]*|wipefs|git\\s+(?:clean|reset|checkout|restore)'),
          '\\s-delete\\b',
        ],
        source: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/rm.html',
      },
    ],
  },
  {
    languages: ['lua'],
    risks: [
      {
        flag: 'starts a process',
        code: [
          '\\bos\\s*\\.\\s*execute\\b',
          '\\bio\\s*\\.\\s*popen\\b',
          '\\bvim\\s*\\.\\s*(?:fn\\s*\\.\\s*(?:system\\w*|jobstart|termopen)|system)\\b',
          '\\b(?:uv|loop|luv)\\s*\\.\\s*spawn\\b',
        ],
        text: ['\\b(?:os|io)\\s*\\[\\s*["\'](?:execute|popen)["\']'],
        source: 'https://www.lua.org/manual/5.4/manual.html#pdf-os.execute',
      },
      {
        flag: 'evaluates code',
        code: [
          '(?<![.:\\w])(?:load|loadstring|loadfile|dofile)\\b(?!\\s*=)',
          '(?<![=~<>])=\\s*(?:os|io|_G|_ENV|package)\\s*(?:$|[;,)])',
          '\\b(?:loadlib|setfenv|ffi)\\b',
          '\\bdebug\\s*\\.\\s*\\w+',
          '\\bvim\\s*\\.\\s*(?:cmd|api\\s*\\.\\s*nvim_(?:command|exec\\w*))\\b',
          '(?<![.:\\w])require\\s*\\(\\s*(?!["\'\\[\\s])',
        ],
        text: ['\\b_G\\s*\\[\\s*["\'](?:load\\w*|dofile)["\']', '\\brequire\\s*\\(?\\s*["\']ffi["\']'],
        source: 'https://www.lua.org/manual/5.4/manual.html#pdf-load',
      },
      {
        flag: 'uses the network',
        code: [
          '\\bsocket\\s*\\.\\s*(?:tcp|udp|connect|bind|http)\\w*',
          '\\bhttps?\\s*\\.\\s*request\\b',
          '\\bngx\\s*\\.\\s*(?:socket|location)\\b',
        ],
        text: ['\\brequire\\s*\\(?\\s*["\'](?:socket|ssl|http|resty|cURL|lcurl|copas)[\\w.]*["\']'],
        source: 'https://lunarmodules.github.io/luasocket/',
      },
      {
        flag: 'deletes files',
        code: [
          '\\bos\\s*\\.\\s*remove\\b',
          '\\blfs\\s*\\.\\s*rmdir\\b',
          '\\blove\\s*\\.\\s*filesystem\\s*\\.\\s*remove\\b',
          '\\bvim\\s*\\.\\s*fn\\s*\\.\\s*delete\\b',
        ],
        text: ['\\bos\\s*\\[\\s*["\']remove["\']'],
        source: 'https://www.lua.org/manual/5.4/manual.html#pdf-os.remove',
      },
    ],
  },
];
