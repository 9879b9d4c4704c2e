import { rule, specificity as s, type Rule } from '../rule.ts'

const runtime = (value: string) => ({ object: () => ({ kind: 'runtime', value }) as const })

/** Java, .NET, Ruby, Go, Rust, PHP, Bun and Deno; and what servers download for themselves. */
export const runtimeRules: readonly Rule[] = [
  rule(
    'other_runtime_mismatch',
    s.exact,
    0.95,
    /UnsupportedClassVersionError|class file version \d\d|Unsupported class file major version|Unable to locate a Java Runtime|No Java runtime present|requires? (?:at least )?(?:Java|JDK|JRE) ?(?:version )?\d|Java (?:version )?\d{1,2}\+? (?:or (?:higher|later|newer|above) )?(?:is )?required|JAVA_HOME (?:is )?(?:not (?:set|defined)|set to an invalid)|JAVA_HOME environment variable is not|invalid (?:target|source) release: \d|Unrecognized VM option|java: (?:command )?not found/i,
    runtime('Java'),
  ),
  rule(
    'other_runtime_mismatch',
    s.exact,
    0.95,
    /You must install or update \.NET|You must install \.NET|framework '?Microsoft\.(?:NETCore|AspNetCore|WindowsDesktop)\.App'?,? (?:version )?'?[\d.]{0,12}'? ?(?:\([^)]{0,20}\) )?was not found|not possible to find any compatible framework version|compatible \.NET SDK was not found|NETSDK1045|No \.NET SDKs were found|requested SDK version|hostfxr(?:\.dll|\.so)? (?:could not|was not)|libhostfxr/i,
    runtime('.NET'),
  ),
  rule(
    'other_runtime_mismatch',
    s.exact,
    0.95,
    /Your Ruby version is|requires? Ruby version|requires? ruby|Gem::RuntimeRequirementNotMetError|RubyVersionMismatch|Could not find 'bundler'|rbenv: version `[^']{1,30}' is not installed/i,
    runtime('Ruby'),
  ),
  rule(
    'other_runtime_mismatch',
    s.exact,
    0.95,
    /go\.mod requires go|requires go ?(?:>=? ?)?1\.\d{2}|note: module requires Go 1|invalid go version|toolchain not available|package \w[\w/]{0,40} is not in (?:GOROOT|std)/i,
    runtime('Go'),
  ),
  rule(
    'other_runtime_mismatch',
    s.exact,
    0.9,
    /requires rustc \d|requires Rust \d|edition20(?:21|24)[^]{0,40}required|is not supported by (?:the following|this) (?:package|version of)|rustc \d[\d.]{1,10} is not supported/i,
    runtime('Rust'),
  ),
  rule(
    'other_runtime_mismatch',
    s.exact,
    0.9,
    /Your PHP version|requires php|PHP (?:>=? ?)?\d\.\d[\d.]{0,4} (?:or (?:higher|newer) )?(?:is )?required|Composer detected issues in your platform/i,
    runtime('PHP'),
  ),
  rule(
    'other_runtime_mismatch',
    s.exact,
    0.85,
    /requires? (?:a newer version of )?Deno|requires? Bun (?:>=? ?)?v?\d|Unsupported lockfile version|error: Unsupported lockfile|Erlang\/OTP \d+ is required|requires? (?:R|Julia|Perl|Elixir|Lua|Dart|Swift) (?:version )?(?:>=? ?)?v?\d|Bun v?\d[\d.]{1,8} or (?:newer|higher)|PowerShell (?:Core )?(?:version )?7[^]{0,30}(?:required|or (?:higher|later))|#Requires/i,
    {},
  ),
  rule(
    'entrypoint_missing',
    s.exact,
    0.9,
    /Unable to access jarfile (?<o>[^ ]{1,300})|Could not find or load main class (?<o2>[^ ]{1,200})|No such file or directory -- (?<o3>[^ ]{1,300}) \(LoadError\)|application to execute does not exist: '?(?<o4>[^' ]{1,300})|Could not open input file: (?<o5>[^ ]{1,300})|MSB1009|Could not execute because the (?:application|specified command or file) was not found|stat \S{1,200}\.go: no such file/i,
    'file',
  ),
  rule('py_module_not_found', s.symptom, 0.3, /LoadError: cannot load such file/),
  rule(
    'dependency_version_conflict',
    s.exact - 5,
    0.8,
    /Gem::ConflictError|You have already activated \w|Could not find compatible versions|NoSuchMethodError: |Could not load file or assembly '(?<o>[^',]{1,100})|java\.lang\.(?:LinkageError|IncompatibleClassChangeError|NoSuchFieldError)/i,
    'package',
  ),
  rule(
    'node_module_not_found',
    s.symptom + 5,
    0.5,
    /cannot load such file -- (?<o>[\w/.-]{1,100})|ClassNotFoundException: (?<o2>[\w.$]{1,150})|NoClassDefFoundError: (?<o3>[\w/.$]{1,150})|Bundler::GemNotFound|no required module provides package (?<o4>[\w/.-]{1,150})/,
    'module',
  ),

  rule(
    'runtime_asset_missing',
    s.exact + 9,
    0.95,
    /Executable doesn't exist at (?<o>[^ ]{1,300})|(?:npx )?playwright install|Looks like Playwright (?:Test or Playwright )?was just installed|Could not find (?:Chrome|Chromium|Firefox|browser)(?: \(ver\. [\d.]{1,20}\))?|Chromium distribution '\w[\w-]{0,40}' is not found|Browser "?[\w-]{1,40}"? is not installed|(?:puppeteer|@puppeteer\/browsers)[^]{0,40}browsers install|Chrome (?:executable|binary|browser) (?:was )?not found|(?:cannot|could not|unable to) find (?:a )?(?:chrome|chromium|firefox|msedge|browser)(?: binary| executable| installation)?|[Bb]rowser[^]{0,60}(?:is |are )?not installed|patchright install|camoufox fetch|Failed to find (?:chrome|browser)|No (?:chrome|chromium|browser) (?:executable|installation|binary) found/i,
    'path',
  ),
  rule(
    'runtime_asset_missing',
    s.exact + 8,
    0.9,
    /Can't find model '(?<o>[\w-]{1,80})'|spacy download|Resource (?<o2>[\w-]{1,80}) not found\. Please use the NLTK|nltk\.download|(?:chromedriver|geckodriver|msedgedriver)[^]{0,60}(?:needs to be in PATH|not found|executable)|Unable to obtain driver for|session not created: This version of ChromeDriver|try pulling it (?:first)?|model ['"]?[\w.:/-]{1,80}['"]? not found|LocalEntryNotFoundError|couldn't connect to 'https:\/\/huggingface\.co'|'local_files_only'|prisma generate|Query engine library|Query Engine for runtime|did not initialize yet|Electron failed to install correctly|(?:model|weights|checkpoint|onnx|tokenizer|embedding model) (?:file )?(?:\S{1,200} )?(?:not found|is missing|does not exist|has not been downloaded|not downloaded)|binary (?:not found|is missing)[^]{0,80}(?:postinstall|download|install script)|download(?:ed)? (?:the )?(?:browser|model|driver|binaries) first|tree-?sitter[^]{0,60}(?:not found|missing)|NoSuchDriverException|tessdata|data file not found/i,
  ),
  rule(
    'server_bug',
    s.specific - 5,
    0.75,
    /panic: (?!open|listen|dial|failed|could not|missing|required)|goroutine 1 \[running\]|thread '[\w<>-]{1,60}' (?:\(\d+\) )?panicked at|called `(?:Option|Result)::unwrap\(\)` on|NullPointerException|NullReferenceException|Unhandled exception\. System\.(?!IO|DllNot|OutOf|Bad|Unauth)|NoMethodError|undefined method `|undefined local variable or method|index out of range|Fatal error: Uncaught|ClassCastException|IllegalStateException|StackOverflow|ArrayIndexOutOfBounds|KeyNotFoundException|InvalidOperationException/,
    {
      when: f =>
        !/environment variable|NotPresent|EnvVar|AddrInUse|Connection refused|os error|_KEY|_TOKEN/i.test(f.text),
    },
  ),
]
