import type { LanguageRisks } from './risk';

/** Languages that are mostly compiled first. */
export const compiled: readonly LanguageRisks[] = [
  {
    languages: ['go'],
    risks: [
      {
        flag: 'starts a process',
        code: [
          '\\bexec\\s*\\.\\s*(?:Command|CommandContext|Cmd)\\b',
          '\\bos\\s*\\.\\s*StartProcess\\b',
          '\\b(?:syscall|unix)\\s*\\.\\s*(?:Exec|ForkExec|StartProcess|Kill)\\b',
        ],
        text: [
          '"os/exec"',
          '(?:\\bimport\\s+|^\\s*)(?:\\.|(?!import\\b)\\w+)\\s*"(?:os|syscall)"',
          '"github\\.com/creack/pty"',
        ],
        raw: ['//go:generate\\b', '#cgo\\b'],
        source: 'https://pkg.go.dev/os/exec https://go.dev/blog/generate',
      },
      {
        flag: 'evaluates code',
        code: ['\\bplugin\\s*\\.\\s*Open\\b', '\\btemplate\\s*\\.\\s*(?:HTML|JS|URL)\\b'],
        text: [
          '"plugin"',
          '^[ \\t]*import\\s+"C"',
          '"github\\.com/(?:dop251/goja|robertkrimen/otto|traefik/yaegi|yuin/gopher-lua|expr-lang/expr)[^"\\n]*"',
        ],
        raw: ['//go:linkname\\b'],
        source: 'https://pkg.go.dev/plugin',
      },
      {
        flag: 'uses the network',
        code: [
          '\\bhttp\\s*\\.\\s*(?:Get|Post|PostForm|Head|NewRequest\\w*|Client|DefaultClient|Transport|ListenAndServe\\w*|Serve\\w*)\\b',
          '\\b(?:net|tls|rpc|smtp|ssh|grpc|websocket)\\s*\\.\\s*(?:Dial\\w*|Listen\\w*|Lookup\\w*|NewClient|SendMail|Resolver)\\b',
        ],
        text: [
          '"net"',
          '"net/(?:http|rpc|smtp)(?:/[^"\\n]*)?"',
          '"(?:golang\\.org/x/net/websocket|golang\\.org/x/crypto/ssh|google\\.golang\\.org/grpc|github\\.com/(?:gorilla/websocket|go-resty/resty)[^"\\n]*)"',
        ],
        source: 'https://pkg.go.dev/net/http',
      },
      {
        flag: 'deletes files',
        code: ['\\b(?:os|syscall|unix|afero|fs)\\s*\\.\\s*(?:Remove|RemoveAll|Truncate|Unlink|Rmdir)\\b'],
        source: 'https://pkg.go.dev/os#RemoveAll',
      },
    ],
  },
  {
    languages: ['c', 'cpp', 'cuda-cpp', 'objective-c', 'objective-cpp'],
    risks: [
      {
        flag: 'starts a process',
        code: [
          '\\b(?:_?w?system|_?w?popen|v?fork|execlp?|execle|execvp?e?|execve|fexecve|posix_spawnp?|_w?spawn[lv]\\w*|wordexp)\\b(?=\\s*[(;,)])',
          '(?<![.>\\w])kill\\s*\\(',
          '\\b(?:CreateProcess\\w*|ShellExecute\\w*|WinExec|QProcess|NSTask|g_spawn_\\w+)\\b',
          '\\bboost\\s*::\\s*process\\b',
        ],
        text: ['#\\s*include\\s*[<"](?:spawn\\.h|boost/process[^>"\\n]*|QProcess)[>"]'],
        source: 'https://man7.org/linux/man-pages/man3/system.3.html https://man7.org/linux/man-pages/man3/exec.3.html',
      },
      {
        flag: 'evaluates code',
        code: [
          '\\b(?:dlopen|dlsym|LoadLibrary\\w*|GetProcAddress|mprotect|VirtualAlloc\\w*|VirtualProtect\\w*|g_module_open)\\b',
          '\\b(?:luaL_do\\w+|luaL_load\\w+|PyRun_\\w+|Py_CompileString\\w*|JS_Eval\\w*)\\b',
          '\\b(?:asm|__asm|__asm__)\\b\\s*(?:volatile|__volatile__|goto)?\\s*[({]',
        ],
        text: ['#\\s*include\\s*[<"](?:dlfcn\\.h|Python\\.h|lauxlib\\.h|sys/mman\\.h)[>"]'],
        source: 'https://man7.org/linux/man-pages/man3/dlopen.3.html',
      },
      {
        flag: 'uses the network',
        code: [
          '\\b(?:socket|getaddrinfo|gethostbyname\\w*|sendto|recvfrom|accept4|WSAStartup|WSASocket\\w*|SSL_connect)\\s*\\(',
          '(?<![\\w>]|\\w\\s)::\\s*connect\\s*\\(',
          '\\bconnect\\s*\\(\\s*\\w{0,40}(?:sock|fd)\\w{0,40}\\s*,',
          '\\b(?:InternetOpen\\w*|WinHttpOpen\\w*|URLDownloadToFile\\w*|curl_easy_\\w+|curl_multi_\\w+|NSURLSession)\\b',
          '\\b(?:QNetworkAccessManager|QTcp\\w+|QUdp\\w+)\\b',
          '\\basio\\s*::\\s*\\w+',
        ],
        text: [
          '#\\s*include\\s*[<"](?:sys/socket|netinet/\\w+|arpa/inet|netdb|winsock2?|ws2tcpip|wininet|winhttp|urlmon|curl/\\w+)\\.h[>"]',
          '#\\s*include\\s*[<"](?:boost/asio|asio|QNetwork|QTcp|QUdp)[^>"\\n]*[>"]',
        ],
        source: 'https://man7.org/linux/man-pages/man2/socket.2.html',
      },
      {
        flag: 'deletes files',
        code: [
          '\\b_?w?(?:unlink|unlinkat|rmdir|truncate|ftruncate|remove_all)\\s*\\(',
          '(?<![.>\\w])_?w?remove\\s*\\((?:[^,()\\n]|\\([^()\\n]{0,80}\\)){0,120}\\)',
          '\\b(?:DeleteFile[AW]?|RemoveDirectory[AW]?|SHFileOperation\\w*|removeRecursively|removeItemAt\\w+)\\b',
        ],
        source:
          'https://man7.org/linux/man-pages/man3/remove.3.html https://en.cppreference.com/w/cpp/filesystem/remove',
      },
    ],
  },
  {
    languages: ['csharp', 'razor'],
    risks: [
      {
        flag: 'starts a process',
        code: [
          '\\bProcess\\s*\\.\\s*Start\\b',
          '\\bProcessStartInfo\\b',
          '\\busing\\s+(?:static\\s+|\\w+\\s*=\\s*)(?:global\\s*::\\s*)?System\\s*\\.\\s*Diagnostics\\b',
          '\\bnew\\s+(?:[\\w.]+\\.)?Process\\b',
          '\\.\\s*Kill\\s*\\(',
        ],
        source: 'https://learn.microsoft.com/dotnet/api/system.diagnostics.process',
      },
      {
        flag: 'evaluates code',
        code: [
          '\\b(?:CSharpScript|CSharpCodeProvider|CodeDomProvider|CSharpCompilation|DynamicMethod|ILGenerator|BinaryFormatter)\\b',
          '\\bAssembly\\s*\\.\\s*(?:Load|LoadFrom|LoadFile|UnsafeLoadFrom)\\b',
          '\\bActivator\\s*\\.\\s*CreateInstance\\w*',
          '\\bType\\s*\\.\\s*GetType\\s*\\(',
          '\\b(?:DllImport|LibraryImport|NativeLibrary|AssemblyLoadContext|MarkupString|TypeNameHandling)\\b',
          '\\bPowerShell\\s*\\.\\s*Create\\b',
          '\\bHtml\\s*\\.\\s*Raw\\b',
        ],
        source: 'https://learn.microsoft.com/dotnet/api/system.reflection.assembly.load',
      },
      {
        flag: 'uses the network',
        code: [
          '\\b(?:HttpClient|WebClient|HttpWebRequest|WebRequest|FtpWebRequest|TcpClient|TcpListener|UdpClient|SmtpClient)\\b',
          '\\b(?:ClientWebSocket|HttpListener|RestClient|IHttpClientFactory)\\b',
          '\\bnew\\s+Socket\\b',
          '\\bDns\\s*\\.\\s*\\w+',
          '\\busing\\s+System\\.Net(?:\\.(?:Http|Sockets|Mail|WebSockets))?\\s*;',
        ],
        source: 'https://learn.microsoft.com/dotnet/api/system.net.http.httpclient',
      },
      {
        flag: 'deletes files',
        code: [
          '\\b(?:File|Directory)\\s*\\.\\s*Delete\\b',
          '\\.\\s*Delete\\s*\\(\\s*(?:recursive\\s*:\\s*)?(?:true|false)?\\s*\\)',
          '\\bDelete(?:File|Directory)\\w*\\s*\\(',
        ],
        source: 'https://learn.microsoft.com/dotnet/api/system.io.file.delete',
      },
    ],
  },
  {
    languages: ['java', 'kotlin', 'groovy', 'scala'],
    risks: [
      {
        flag: 'starts a process',
        code: [
          '\\b(?:ProcessBuilder|getRuntime|ProcessHandle)\\b',
          '\\b(?:[rR]untime|rt)\\s*\\.\\s*exec\\s*\\(',
          '["\'\\])]\\s*\\.\\s*execute\\s*\\(\\s*\\)',
          '\\bsys\\s*\\.\\s*process\\b',
        ],
        source: 'https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/ProcessBuilder.html',
      },
      {
        flag: 'evaluates code',
        code: [
          '\\b(?:ScriptEngine\\w*|GroovyShell|GroovyClassLoader|JavaCompiler|ToolProvider|JShell|URLClassLoader|defineClass)\\b',
          '\\bClass\\s*\\.\\s*forName\\b',
          '\\.\\s*(?:loadClass|readObject)\\s*\\(',
          '\\b(?:ObjectInputStream|XMLDecoder|SpelExpressionParser|InitialContext|MethodHandles)\\b',
          '\\bjava\\.lang\\.reflect\\b',
          '\\bget(?:Declared)?Method\\s*\\(',
          '\\bSystem\\s*\\.\\s*load(?:Library)?\\b',
        ],
        source: 'https://docs.oracle.com/en/java/javase/21/docs/api/java.scripting/javax/script/ScriptEngine.html',
      },
      {
        flag: 'uses the network',
        code: [
          '\\b(?:HttpURLConnection|HttpsURLConnection|URLConnection|openConnection|openStream|HttpClient|HttpRequest)\\b',
          '\\b(?:OkHttpClient|RestTemplate|RestClient|WebClient|Retrofit|Jsoup\\s*\\.\\s*connect)\\b',
          '\\b(?:Server|SSL|SSLServer|Datagram|Multicast)?Socket\\s*\\(',
          '\\b(?:SocketChannel|ServerSocketChannel|DatagramChannel|InetAddress)\\b',
          '\\bnew\\s+URL\\b',
          '(?<![\\w.])URL\\s*\\(',
          '\\bjava\\.net\\.(?!URI\\b|URISyntax|URLEncoder|URLDecoder)[\\w*]+',
          '\\b(?:io\\.ktor|java\\.rmi|javax\\.net|jakarta\\.mail|javax\\.mail)\\b',
        ],
        source: 'https://docs.oracle.com/en/java/javase/21/docs/api/java.net.http/java/net/http/HttpClient.html',
      },
      {
        flag: 'deletes files',
        code: [
          '\\bFiles\\s*\\.\\s*delete\\w*',
          '\\bFileUtils\\s*\\.\\s*(?:delete|forceDelete|clean)\\w*',
          '\\.\\s*delete(?:Recursively|OnExit|IfExists)?\\s*\\(\\s*\\)',
        ],
        source: 'https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/nio/file/Files.html',
      },
    ],
  },
  {
    languages: ['rust'],
    risks: [
      {
        flag: 'starts a process',
        code: [
          '\\bprocess\\s*::\\s*(?:\\{[^}\\n]{0,200})?\\bCommand\\b',
          '(?<!clap\\s*::\\s*)\\bCommand\\s*::\\s*new\\b',
          '\\b(?:libc|nix\\s*::\\s*unistd)\\s*::\\s*(?:system|fork|exec\\w*|kill)\\b',
          '\\bduct\\s*::',
        ],
        source: 'https://doc.rust-lang.org/std/process/struct.Command.html',
      },
      {
        flag: 'evaluates code',
        code: [
          '\\b(?:libloading|dlopen|dlsym)\\b',
          '\\b(?:global_)?asm!',
          '\\binclude!\\s*[(\\[{]',
          '\\b(?:rhai|mlua|rlua|wasmtime|wasmer|deno_core|boa_engine|pyo3|rquickjs)\\s*::',
        ],
        source: 'https://doc.rust-lang.org/reference/inline-assembly.html',
      },
      {
        flag: 'uses the network',
        code: [
          '\\b(?:TcpStream|TcpListener|UdpSocket|ToSocketAddrs)\\b',
          '\\b(?:std|tokio|async_std|smol)\\s*::\\s*net\\s*::\\s*(?!Ip|SocketAddr)',
          '\\b(?:reqwest|hyper|ureq|surf|isahc|attohttpc|tungstenite|tokio_tungstenite|lettre|ssh2|curl|tonic)\\s*::',
        ],
        source: 'https://doc.rust-lang.org/std/net/index.html',
      },
      {
        flag: 'deletes files',
        code: ['\\b(?:remove_file|remove_dir|remove_dir_all|set_len|unlink)\\b', '\\btrash\\s*::'],
        source: 'https://doc.rust-lang.org/std/fs/fn.remove_dir_all.html',
      },
    ],
  },
];
