import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const temporary = mkdtempSync(join(tmpdir(), "divlab-release-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const released = "## 0.4.1 (2026-01-02)\n\n- Something old.\n\n### Numbers\n\n- An old one.\n";
const manifest = {
  name: "@divlab/core",
  version: "0.4.1",
  license: "MIT",
  bin: { divlab: "./dist/cli/main.js" },
  exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" }, "./kernels.wasm": "./dist/kernels.wasm" },
  publishConfig: { access: "public", provenance: true },
};

/** `npm` for these repositories: writes down how it was called, builds the notices, fails or spoils a file where it is told to. */
const npm = `#!/bin/sh
echo "$*" >> "$CALLS"
if [ "$*" = "run build" ]; then mkdir -p dist; echo notices > dist/THIRD-PARTY-NOTICES.txt; fi
if [ "$*" = "$SPOILS" ]; then echo spoiled > src/other.ts; fi
[ "$*" != "$FAILS" ]
`;

let made = 0;

/** A repository like this one, after the release of 0.4.1, with two commands: `git`, and the release command with that npm. */
function repository({ unreleased = "## Unreleased\n\n- Something new.\n", tag = true, origin = "" } = {}) {
  const folder = join(temporary, `repository-${++made}`);
  const tools = join(temporary, `tools-${made}`);
  mkdirSync(tools);
  writeFileSync(join(tools, "npm"), npm);
  chmodSync(join(tools, "npm"), 0o755);
  const files: Record<string, string> = {
    ".gitignore": "dist/\n",
    "package.json": `${JSON.stringify(manifest, null, 2)}\n`,
    "package-lock.json": `${JSON.stringify({ name: manifest.name, version: "0.4.1", packages: { "": { version: "0.4.1" }, "node_modules/a": { version: "0.4.1" } } }, null, 2)}\n`,
    "jsr.json": "{}\n",
    "CITATION.cff": "cff-version: 1.2.0\nversion: 0.4.1\nlicense: MIT\n",
    "src/report/version.ts": 'export const version: string = "0.4.1";\n',
    "src/other.ts": "export {};\n",
    "docs/examples/app.json": '{ "dependencies": { "@divlab/core": "^0.4.1", "other": "^0.4.1" } }',
    "docs/page.md": "No version of @divlab/core.\n",
    "README.md": "npx ./divlab-core-0.4.1.tgz, @divlab/core, version 0.4.1. Not other-core-0.4.1.tgz\n",
    "docs/changelog.md": `# Changelog\n\n${released}`,
    "test/runtimes/digest.json": '{ "a": "1", "b": "2", "words of a report": "3" }\n',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  mkdirSync(join(folder, ".ci"));
  for (const file of ["release.mjs", "releasePlan.mjs", "jsr.mjs"]) copyFileSync(join(root, ".ci", file), join(folder, ".ci", file));
  const env = {
    // Not those that git gives to its hooks: they name the repository of these tests.
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"))),
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "A",
    GIT_AUTHOR_EMAIL: "a@example.org",
    GIT_COMMITTER_NAME: "A",
    GIT_COMMITTER_EMAIL: "a@example.org",
    PATH: `${tools}${delimiter}${process.env.PATH}`,
    CALLS: join(tools, "calls"),
  };
  const git = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync("git", args, { cwd: folder, encoding: "utf8", env });
    if (status !== 0) throw new Error(stderr);
    return stdout.trimEnd();
  };
  git("init", "--quiet", "--initial-branch", "main");
  git("add", ".");
  git("commit", "--quiet", "--message", "Release 0.4.1");
  if (tag) git("tag", "v0.4.1");
  if (origin !== "") git("remote", "add", "origin", origin);
  const write = (file: string, text: string): void => {
    writeFileSync(join(folder, file), text);
    git("commit", "--quiet", "--all", "--message", "Change", "--allow-empty");
  };
  write("docs/changelog.md", `# Changelog\n\n${unreleased}\n${released}`);
  const before = git("rev-parse", "HEAD");
  return {
    git,
    write,
    folder,
    read: (file: string): string => readFileSync(join(folder, file), "utf8"),
    calls: () => (existsSync(env.CALLS) ? readFileSync(env.CALLS, "utf8").trim().split("\n") : []),
    release: (level: string, more: Record<string, string> = {}) => spawnSync(process.execPath, [".ci/release.mjs", level], { cwd: folder, encoding: "utf8", env: { ...env, ...more } }),
    /** Fails unless files, index, commits and tags are as before. */
    expectUntouched: () => {
      expect(git("status", "--porcelain")).toBe("");
      expect(git("rev-parse", "HEAD")).toBe(before);
      expect(git("tag")).toBe(tag ? "v0.4.1" : "");
    },
  };
}

describe("npm run release", () => {
  it("writes version and date everywhere, checks, commits and tags, and publishes nothing", () => {
    const { release, git, read, calls } = repository({ unreleased: "## Unreleased\n\n- Something new.\n\n### Numbers\n\n- 1 → 2, since.\n", origin: "git@github.com:someone/divlab.git" });
    const { status, stdout, stderr } = release("minor");
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(calls()).toEqual(["run lint", "run build", "run typecheck", "run docs", "test", "run test:runtimes", "publish --dry-run"]);
    expect(git("status", "--porcelain")).toBe("");
    expect(git("log", "-1", "--format=%s")).toBe("Release 0.5.0");
    expect(git("cat-file", "-t", "v0.5.0")).toBe("tag");
    expect(git("tag", "--list", "--format=%(contents)", "v0.5.0")).toBe("@divlab/core 0.5.0\n\n- Something new.\n\n### Numbers\n\n- 1 → 2, since.");
    expect(git("diff", "--name-only", "HEAD~1").split("\n").sort()).toEqual(["CITATION.cff", "README.md", "docs/changelog.md", "docs/examples/app.json", "jsr.json", "package-lock.json", "package.json", "src/report/version.ts"]);
    const repositoryField = { type: "git", url: "git+https://github.com/someone/divlab.git" };
    expect(JSON.parse(read("package.json"))).toEqual({ ...manifest, version: "0.5.0", repository: repositoryField });
    expect(JSON.parse(read("package-lock.json"))).toMatchObject({ version: "0.5.0", packages: { "": { version: "0.5.0" }, "node_modules/a": { version: "0.4.1" } } });
    expect(JSON.parse(read("jsr.json"))).toMatchObject({ version: "0.5.0", exports: { ".": "./src/index.ts", "./cli": "./src/cli/main.ts" } });
    expect(read("CITATION.cff")).toMatch(/^cff-version: 1\.2\.0\nversion: 0\.5\.0\ndate-released: \d{4}-\d\d-\d\d\n/);
    expect(read("docs/examples/app.json")).toBe('{ "dependencies": { "@divlab/core": "^0.5.0", "other": "^0.4.1" } }');
    expect(read("README.md")).toBe("npx ./divlab-core-0.5.0.tgz, @divlab/core, version 0.5.0. Not other-core-0.4.1.tgz\n");
    expect(read("src/report/version.ts")).toBe('export const version: string = "0.5.0";\n');
    expect(read("docs/changelog.md")).toMatch(/^# Changelog\n\n## 0\.5\.0 \(\d{4}-\d\d-\d\d\)\n\n- Something new\./);
    expect(read("docs/changelog.md")).toContain(released);
    expect(stdout).toContain("git push --atomic origin main v0.5.0");
    expect(stdout).not.toContain("Missing for provenance");
  });

  it("counts on: a patch from entries elsewhere, a major, and a release after it, over a date of before", () => {
    const { release, git, write, read } = repository();
    expect(release("patch").status).toBe(0);
    expect(git("describe")).toBe("v0.4.2");
    write("docs/changelog.md", read("docs/changelog.md").replace("\n\n", "\n\n## 1.0.0 (unreleased)\n\n- More.\n\n"));
    write("CITATION.cff", "version: 0.4.2\ndate-released: 2026-01-02\n");
    expect(release("major").status).toBe(0);
    expect(git("describe")).toBe("v1.0.0");
    expect(read("CITATION.cff")).not.toContain("2026-01-02");
    expect(read("docs/changelog.md")).toMatch(/^# Changelog\n\n## 1\.0\.0 \(\d/);
  });

  it("releases what was never released as it stands", () => {
    const { release, git } = repository({ tag: false, unreleased: "## 0.4.1 (unreleased)\n\n- Everything.\n" });
    expect(release("minor").stderr).toContain("`first` releases it as it stands");
    expect(release("first").status).toBe(0);
    expect(git("describe")).toBe("v0.4.1");
    expect(release("first").stderr).toContain("0.4.1 was released already");
  });

  it.each([
    ["### Numbers\n\n- pass@k of nothing: 0 → NaN."],
    ["**Numbers**\n\n- pass@k of nothing: 0 → NaN."],
  ])("never takes a changed number for a patch: %j", (numbers) => {
    const { release, expectUntouched, calls } = repository({ unreleased: `## Unreleased\n\n- New.\n\n${numbers}\n\n### Other\n\n- This.\n` });
    const { status, stderr } = release("patch");
    expect(status).toBe(1);
    expect(stderr).toBe('Cannot prepare a release: a changed number is never a patch, and docs/changelog.md has 1 under Numbers, from "- pass@k of nothing: 0 → NaN.": release a minor\n');
    expect(calls()).toEqual([]);
    expectUntouched();
  });

  it("nor a changed digest of results that the changelog is silent about; new parts and wordings may come", () => {
    const { release, write, git } = repository();
    write("test/runtimes/digest.json", '{ "a": "1", "b": "3", "c": "4", "words of a report": "3" }');
    expect(release("patch").stderr).toContain("test/runtimes/digest.json differs from the last release in b: release a minor");
    write("test/runtimes/digest.json", '{ "a": "1", "b": "2", "c": "4", "words of a report": "4" }');
    expect(release("patch").status).toBe(0);
    expect(git("describe")).toBe("v0.4.2");
  });

  it("says what provenance lacks", () => {
    const { release, read } = repository({ origin: "/somewhere/local" });
    const { status, stdout } = release("patch");
    expect(status).toBe(0);
    expect(stdout).toContain("Missing for provenance: package.json has no repository, and origin (/somewhere/local) is no public address at GitHub or GitLab");
    expect(JSON.parse(read("package.json"))).not.toHaveProperty("repository");
  });

  it.each(["run lint", "test", "publish --dry-run"])("leaves everything as it was if `npm %s` fails", (fails) => {
    const { release, expectUntouched, calls } = repository();
    const { status, stderr } = release("minor", { FAILS: fails });
    expect(status).toBe(1);
    expect(stderr).toContain(`Cannot prepare a release: npm ${fails} failed`);
    expect(calls().at(-1)).toBe(fails);
    expectUntouched();
  });

  it("and if a check changes tracked files or git cannot commit", () => {
    const { release, git, expectUntouched } = repository();
    expect(release("minor", { SPOILS: "run docs" }).stderr).toContain("the checks changed src/other.ts");
    expect(git("status", "--porcelain")).toBe(" M src/other.ts");
    git("checkout", "--", "src/other.ts");
    expect(release("minor", { GIT_COMMITTER_NAME: "", GIT_COMMITTER_EMAIL: "" }).stderr).toContain("git commit failed");
    expectUntouched();
  });

  it("refuses what is no release", () => {
    const { release, git, write, folder, expectUntouched } = repository();
    expect(release("huge").stderr).toBe("Cannot prepare a release: the level must be patch, minor, major, or first for the first release, got huge\n");
    git("tag", "v0.5.0");
    expect(release("minor").stderr).toContain("the tag v0.5.0 exists already");
    git("tag", "--delete", "v0.5.0");
    writeFileSync(join(folder, "new.txt"), "");
    expect(release("minor").stderr).toContain("the working tree must be clean, got changes in new.txt");
    rmSync(join(folder, "new.txt"));
    git("checkout", "--quiet", "-b", "work");
    expect(release("minor").stderr).toContain("releases are made from the branch main, got work");
    git("checkout", "--quiet", "main");
    expectUntouched();
    write("docs/changelog.md", `# Changelog\n\n## Unreleased\n\n${released}`);
    expect(release("minor").stderr).toContain('docs/changelog.md has no entry under "## Unreleased"');
    write("docs/changelog.md", `# Changelog\n\n${released}`);
    expect(release("minor").stderr).toContain('must be headed "## Unreleased", got "## 0.4.1 (2026-01-02)"');
  });
});
