/** A language that can be coloured: its grammar's name, and the ending of its files. */
export type Language = { readonly grammar: string; readonly ending: string };

/** Grammar, ending, and the further names that people write behind a fence. */
const table: readonly (readonly [grammar: string, ending: string, names?: string])[] = [
  ["c", "c", "h"],
  ["cpp", "cpp", "c++ cc cxx hpp hxx"],
  ["csharp", "cs", "c# cs"],
  ["css", "css"],
  ["dart", "dart"],
  ["diff", "diff", "patch"],
  ["docker", "dockerfile", "dockerfile containerfile"],
  ["elixir", "ex", "ex exs"],
  ["go", "go", "golang"],
  ["graphql", "graphql", "gql"],
  ["haskell", "hs", "hs"],
  ["hcl", "hcl", "terraform tf"],
  ["html", "html", "htm xhtml"],
  ["ini", "ini", "conf cfg properties"],
  ["java", "java"],
  ["javascript", "js", "js cjs mjs node"],
  ["json", "json", "jsonc json5 jsonl ndjson"],
  ["jsx", "jsx"],
  ["kotlin", "kt", "kt kts"],
  ["lua", "lua"],
  ["make", "mk", "makefile mk"],
  ["markdown", "md", "md"],
  ["nginx", "conf"],
  ["nix", "nix"],
  ["perl", "pl", "pl pm"],
  ["php", "php"],
  ["powershell", "ps1", "ps ps1 pwsh"],
  ["proto", "proto", "protobuf"],
  ["python", "py", "py py3 python3"],
  ["r", "r"],
  ["ruby", "rb", "rb"],
  ["rust", "rs", "rs"],
  ["scala", "scala"],
  ["scss", "scss", "sass"],
  ["shellscript", "sh", "bash console fish sh shell shell-session zsh"],
  ["sql", "sql", "mysql plsql postgres postgresql sqlite"],
  ["swift", "swift"],
  ["toml", "toml"],
  ["tsx", "tsx"],
  ["typescript", "ts", "ts cts mts"],
  ["vue", "vue"],
  ["xml", "xml", "svg xsd xsl"],
  ["yaml", "yaml", "yml"],
  ["zig", "zig"],
];

const byName = new Map<string, Language>();
for (const [grammar, ending, names] of table) {
  for (const name of [grammar, ...(names?.split(" ") ?? [])]) byName.set(name, { grammar, ending });
}

/** The language of a name behind a fence, in any case; undefined stays plain. */
export function languageOf(name: string): Language | undefined {
  return byName.get(name.toLowerCase());
}

/** Every grammar that a name leads to, for those who load them. */
export const GRAMMARS: readonly string[] = table.map(([grammar]) => grammar);
