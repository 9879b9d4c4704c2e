import { rule, specificity as s, type Rule } from '../rule.ts'
import { isWrittenRelative } from './written-relative.ts'

const docker = /docker\.sock|podman\.sock|docker daemon|docker_engine|docker API/i

/** Operating systems and their loaders: files, permissions, resources. */
export const systemRules: readonly Rule[] = [
  // An inotify limit says ENOSPC too, and has nothing to do with the disk.
  rule(
    'os_resource_limit',
    s.decisive + 5,
    0.95,
    /System limit for number of file watchers reached|inotify watch(?:es)? limit|inotify_add_watch[^]{0,80}No space left/i,
  ),
  rule(
    'disk_full',
    s.decisive + 2,
    0.95,
    /\bENOSPC\b|No space left on device|There is not enough space on the disk|not enough (?:free )?(?:disk )?space|disk (?:is )?full|Disk quota exceeded|\bEDQUOT\b|\[Errno 28\]|\(os error (?:28|112)\)|\[WinError 112\]|you don't have enough free space/i,
  ),
  rule(
    'os_resource_limit',
    s.decisive,
    0.95,
    /\bE[MN]FILE\b|too many open files|\[Errno 24\]|\(os error (?:23|24)\)|spawn \S{1,200} EAGAIN|fork(?:\(\))?: (?:retry: )?Resource temporarily unavailable|can't start new thread|pthread_create(?:\(\))? failed|OS can't spawn (?:a new )?(?:worker )?thread|failed to create new OS thread|unable to create (?:new )?native thread|process(?:es)? limit (?:was )?reached|\[WinError 1450\]|Insufficient system resources|No more processes|errno=11\b/i,
  ),
  rule('os_resource_limit', s.fact + 5, 0.75, /\bEAGAIN\b|Resource temporarily unavailable/, {
    when: f => !f.remote && !/EAI_AGAIN/.test(f.text),
  }),
  rule(
    'out_of_memory',
    s.decisive,
    0.95,
    /OOMKilled|oom-kill|Out of memory: Killed process|OutOfMemoryError: (?!unable to create)|java\.lang\.OutOfMemoryError(?!: unable)|System\.OutOfMemoryException|runtime: out of memory|runtime: cannot allocate memory|memory allocation of \d+ bytes failed|std::bad_alloc|\bENOMEM\b|Cannot allocate memory|(?:^| )MemoryError(?::|$| )|Could not reserve enough space for|paging file is too small|NoMemoryError|CUDA out of memory|Insufficient memory|not enough memory/i,
  ),
  rule('out_of_memory', s.fact + 8, 0.65, /\bKilled\b/, { when: f => f.exitCode === 137 }),

  rule(
    'exec_format',
    s.decisive,
    0.95,
    /Exec format error|\bENOEXEC\b|cannot execute binary file|Bad CPU type in executable|is not a valid Win32 application|\[WinError 193\]|\(os error (?:193|86)\)|not compatible with the version of Windows|Unknown system error -(?:8|86)\b|incompatible architecture \(have|wrong ELF class|invalid ELF header|mach-o[^]{0,60}wrong architecture|not a valid application for this OS platform|rosetta error|EBADARCH|BadImageFormatException|spawn UNKNOWN|for another platform than the one you're currently using|qemu-\w{1,20}: Could not open/i,
  ),
  rule(
    'exec_format',
    s.decisive,
    0.9,
    /no matching manifest for (?<o>[\w/]{1,40}) in the manifest list|no (?:image found in image index|matching manifest) for (?:platform|architecture)|image platform \([\w/]{1,40}\) does not match|does not match the specified platform/i,
    'argument',
  ),
  rule(
    'exec_format',
    s.general,
    0.55,
    /requested image's platform \([\w/]{1,40}\) does not match the detected host platform/i,
  ),
  rule(
    'native_lib_missing',
    s.decisive - 3,
    0.95,
    /error while loading shared libraries: (?<o>[\w.+-]{1,100})|Error loading shared library (?<o2>[\w.+-]{1,100})|(?<o3>lib[\w.+-]{1,100}): cannot open shared object file/i,
    'library',
  ),
  rule(
    'native_lib_missing',
    s.decisive - 3,
    0.95,
    /version [`'](?<o>(?:GLIBC|GLIBCXX|CXXABI|OPENSSL)_[\w.]{1,20})' not found|Library not loaded: (?<o2>[^ ]{1,200})|DLL load failed while importing (?<o3>\w{1,80})/i,
    'library',
  ),
  rule(
    'native_lib_missing',
    s.decisive - 4,
    0.9,
    /dyld(?:\[\d+\])?: |Symbol not found: |DllNotFoundException|Unable to load (?:shared library|DLL) '(?<o>[^']{1,100})'|UnsatisfiedLinkError|cannot load library '?(?<o2>[\w.+-]{1,100})|VCRUNTIME\d{3}|MSVCP\d{3}\.dll|Couldn't find a valid ICU package|libicu|undefined symbol: |Error relocating |\[WinError 126\]|(?<o3>\w{1,60}\.dll) (?:was not found|is missing)|Host system is missing dependencies to run browsers|3221225781|0xC0000135/i,
    'library',
  ),
  rule('native_lib_missing', s.specific, 0.75, /ERR_DLOPEN_FAILED|The specified module could not be found/i, {
    when: f => !/NODE_MODULE_VERSION/.test(f.text),
  }),

  rule(
    'native_crash',
    s.exact,
    0.9,
    /# Fatal error in |\bSIGSEGV\b|Segmentation fault|\bSIGABRT\b|Aborted \(core dumped\)|Abort trap|\bSIGILL\b|Illegal instruction|\bSIGBUS\b|Bus error|\bSIGFPE\b|SIGTRAP|Trace\/breakpoint trap|Access violation|3221225477|0xC0000005|3221226505|0xC0000409|STATUS_ACCESS_VIOLATION|A fatal error has been detected by the Java Runtime|Fatal Python error: (?!_Py_Hash|init_)|free\(\): invalid|double free|stack smashing detected|malloc\(\): |core dumped|fatal error: unexpected signal|unexpected fault address/i,
  ),
  rule('native_crash', s.general, 0.7, /terminate called after throwing|libc\+\+abi: terminating/i),

  rule(
    'permission_denied',
    s.exact + 2,
    0.9,
    /E(?:ACCES|PERM)(?:: permission denied|: operation not permitted)?,? (?:open|mkdir|scandir|access|unlink|rename|stat|lstat|copyfile|chmod|chown|rmdir|symlink|read|write|link|opendir|readlink|utime)[^']{0,20}'(?<o>[^']{1,300})'/,
    { object: 'path', when: f => !docker.test(f.text) },
  ),
  rule('permission_denied', s.exact + 1, 0.9, /can't open file '(?<o>[^']{1,300})': \[Errno (?:1|13)\]/, 'path'),
  rule(
    'permission_denied',
    s.exact + 1,
    0.9,
    /PermissionError: \[(?:Errno 1?[13]|WinError (?:5|32))\][^:]{0,60}(?:: ['"](?<o>[^'"]{1,300})['"])?/,
    { object: 'path', when: f => !docker.test(f.text) && !/bind|listen|socket\.py|sock\./i.test(f.text) },
  ),
  rule(
    'permission_denied',
    s.exact,
    0.9,
    /(?:AccessDeniedException|UnauthorizedAccessException)(?:: (?:Access to the path '(?<o>[^']{1,300})'|(?<o2>[\\/][^ ]{1,300})))?|(?:open|mkdir|stat|fork\/exec|read|unlink|rename) (?<o3>[^ :]{1,300}): (?:permission denied|operation not permitted)/i,
    {
      object: 'path',
      when: f =>
        !docker.test(f.text) &&
        !/not authorized to perform|AccessDeniedException\b[^]{0,80}(?:arn:|User:)/i.test(f.text),
    },
  ),
  rule(
    'permission_denied',
    s.exact,
    0.85,
    /cannot (?:create|open|access|remove|stat) [^]{0,12}['"]?(?<o>[^'":]{1,300})['"]?: (?:Permission denied|Operation not permitted)|(?:bash|sh|zsh|dash|env)(?:: line \d+| ?:? ?\d+)?: '?(?<o2>[^':]{1,300})'?: (?:Permission denied|Operation not permitted)|permission denied: (?<o3>[~./\\][^ ]{1,300})/i,
    { object: 'path', when: f => !docker.test(f.text) },
  ),
  rule(
    'permission_denied',
    s.exact,
    0.9,
    /spawn (?<o>\S{1,300}) E(?:ACCES|PERM)|(?<o2>[^ ]{1,300}) is there but may not be run|The working directory (?<o3>[^ ]{1,300}) may not be entered/,
    'path',
  ),
  rule(
    'permission_denied',
    s.exact - 4,
    0.8,
    /Access is denied\.? \(os error 5\)|Permission denied \(os error 13\)|Operation not permitted \(os error 1\)|\(os error 13\)|\bEROFS\b|Read-only file system|\[WinError 5\]|attempt to write a readonly database/i,
    { when: f => !docker.test(f.text) },
  ),
  rule(
    'permission_denied',
    s.fact + 5,
    0.65,
    /\bE(?:ACCES|PERM)\b|Permission denied|Operation not permitted|Access is denied/i,
    {
      when: f => !f.remote && !docker.test(f.text) && !/publickey|\blisten\b|\bbind\b|permission_denied/i.test(f.text),
    },
  ),

  rule(
    'working_dir_missing',
    s.exact + 8,
    0.95,
    /The working directory "?(?<o>[^"]{1,300}?)"? (?:does not exist|is not a (?:folder|directory))/i,
    'path',
  ),
  rule(
    'working_dir_missing',
    s.exact + 5,
    0.9,
    /\buv_cwd\b|getcwd: cannot access parent directories|error retrieving current directory|(?:current|working) directory (?:does not|doesn't|no longer) exists?|The directory name is invalid|\[WinError 267\]|(?:cannot|failed to|could not) (?:chdir|cd|change (?:the )?(?:working )?directory) ?(?:to|into)? '?"?(?<o>[^'" ]{1,300})|chdir(?: to cwd)? \(?"?(?<o2>[^" )]{1,300})"?\)?[^]{0,20}(?:no such file|failed)|cd: (?:no such file or directory: )?(?<o3>[^: ]{1,300})/i,
    'path',
  ),
  rule(
    'working_dir_missing',
    s.exact,
    0.85,
    /(?:cwd|working[ _-]?dir(?:ectory)?)[^]{0,60}(?:does not exist|not found|no such|ENOENT|doesn't exist|invalid)/i,
  ),
  rule(
    'working_dir_missing',
    s.exact - 2,
    0.8,
    /could not find `?Cargo\.toml`? in|cannot find main module|go\.mod file not found|MSB1003|Couldn't find a project to run|Could not locate Gemfile|no configuration file provided: not found/i,
  ),

  rule(
    'path_not_accessible',
    s.specific + 8,
    0.9,
    /Error accessing directory "?(?<o>[^" :]{1,300}(?::\\[^" :]{1,300})?)|Cannot access directory "?(?<o2>[^" ,]{1,300})|None of the (?:specified|allowed) directories (?:are|is) accessible|at least one (?:accessible|valid) directory/i,
    'path',
  ),
  rule(
    'path_not_accessible',
    s.specific - 2,
    0.7,
    /E(?:NOENT|NOTDIR)(?:: no such file or directory|: not a directory)?,? (?:open|stat|scandir|lstat|access|readdir|opendir|realpath|mkdir|watch|read|statfs|chdir)[^']{0,20}'(?<o>[^']{1,300})'/,
    {
      object: 'path',
      when: (f, m) => !/_npx|package\.json/.test(m.groups?.o ?? '') && !isWrittenRelative(m.groups?.o, f),
    },
  ),
  rule(
    'working_dir_missing',
    s.specific - 1,
    0.7,
    /ENOENT(?:: no such file or directory)?,? (?:open|stat|scandir|lstat|access|realpath)[^']{0,20}'(?<o>[^']{1,300})'/,
    { object: 'path', when: (f, m) => isWrittenRelative(m.groups?.o, f) },
  ),
  rule(
    'path_not_accessible',
    s.specific - 4,
    0.75,
    /(?:(?:data|vault|allowed|root|base|project|workspace|notes?|database|db|repo(?:sitory)?|input|output|storage|folder|directory|file|path|drive|volume)[^]{0,30}?(?:directory|folder|path|file)?:?)? ?["'`]?(?<o>(?:\/|~\/|[A-Za-z]:[\\/])[^"'`\n:]{1,200}?)["'`]? (?:does not exist|doesn't exist|not found|is not (?:an? (?:valid |existing )?(?:directory|folder|file|git repository|repository|database|vault|workspace)|accessible|mounted|readable|writable))/i,
    {
      object: 'path',
      when: (f, m) =>
        !f.remote &&
        !/^\/(?:mcp|sse|api|v\d|authorize|token|register)\b/.test(m.groups?.o ?? '') &&
        !/\.(?:sock|dll|so)\b/.test(m.groups?.o ?? ''),
    },
  ),
  rule(
    'path_not_accessible',
    s.general + 5,
    0.7,
    /(?:directory|folder|vault|workspace|repository|path|database file|credentials file|key ?file)(?: \S{1,200})? (?:does not exist|doesn't exist|is not accessible|could not be (?:found|opened)|not mounted)|not a git repository|SQLITE_CANTOPEN|unable to open database file|(?:could not|couldn't|cannot|can't|unable to|failed to) (?:find|open|access|locate|read) (?:the )?(?:\w{1,20} )?(?:vault|workspace|folder|directory|repository|database)(?: path| file| directory)?(?: at)?|No such directory|Path does not exist: ?(?<o>[^ ]{1,300})|credentials? file (?:was )?not found|(?:file|path) not found at (?<o2>[^ ]{1,300})|OAuth keys file not found/i,
    { object: 'path', when: f => !/working[ _-]?dir/i.test(f.text) },
  ),
  rule(
    'path_not_accessible',
    s.fact + 5,
    0.55,
    /(?:open|stat|lstat) (?<o>[^ :]{1,300}(?::\\[^ :]{1,300})?): (?:no such file or directory|The system cannot find the (?:file|path) specified)|NoSuchFileException: (?<o2>[^ ]{1,300})|Errno::ENOENT[^]{0,80}- (?<o3>[^ ]{1,300})/i,
    'path',
  ),
  rule('working_dir_missing', s.fact + 6, 0.6, /\(os error 3\)|cannot find the path specified/i, {
    when: f => f.commandLine.includes('--directory'),
  }),
  rule('path_not_accessible', s.fact + 4, 0.55, /\(os error 3\)|\[WinError 3\]|cannot find the path specified/i),
]
