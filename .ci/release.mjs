/**
 * `npm run release -- patch|minor|major` (`first` for the first) prepares a release: checks what must hold, writes the version everywhere and the
 * date into the changelog, builds, runs every check and `npm publish --dry-run`, then commits and tags. It publishes nothing. If anything fails,
 * files, index and commits are as before. See docs/contributing.md, Releases.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { jsrText } from "./jsr.mjs";
import { checkLevel, nextVersion, publicAddress, replaced, unreleasedPart } from "./releasePlan.mjs";

const root = resolve(import.meta.dirname, "..");
const say = (text) => process.stdout.write(`${text}\n`);
const read = (file) => readFileSync(join(root, file), "utf8");

/** In the order of their cost. `npm run test` builds; the matrix runs what `npm pack` ships. */
const checks = [["run", "lint"], ["run", "build"], ["run", "typecheck"], ["run", "docs"], ["test"], ["run", "test:runtimes"], ["publish", "--dry-run"]];

let undo = () => {};
process.on("SIGINT", () => {
  undo();
  process.exit(130);
});
try {
  release(process.argv.slice(2));
} catch (error) {
  undo();
  process.stderr.write(`Cannot prepare a release: ${error.message}\n`);
  process.exitCode = 1;
}

function release(args) {
  if (args.length > 1) throw new Error(`one level is expected, got ${args.join(" ")}`);
  const [level] = args;
  const manifest = JSON.parse(read("package.json"));
  checkRepository();
  const last = tagged(manifest.version) ? `v${manifest.version}` : undefined;
  const version = nextVersion(manifest.version, last !== undefined, level);
  if (tagged(version)) throw new Error(`the tag v${version} exists already`);
  const { heading, notes, numbers } = unreleasedPart(read("docs/changelog.md"));
  if (last !== undefined) checkLevel(level, numbers, digestAt(last), JSON.parse(read("test/runtimes/digest.json")));
  const provenance = provenanceOf(manifest);

  const files = edited(manifest, version, heading, provenance.repository);
  const head = git("rev-parse", "HEAD");
  undo = () => {
    undo = () => {};
    git("reset", "--quiet", head);
    git("checkout", "--quiet", head, "--", ...Object.keys(files));
    if (tagged(version)) git("tag", "--delete", `v${version}`);
    say("Nothing was released: files and commits are as before (dist/ is of the last build).");
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
  say(`${manifest.name} ${last === undefined ? "" : `${manifest.version} → `}${version}: ${Object.keys(files).join(", ")}`);

  for (const check of checks) run(check);
  if (!existsSync(join(root, "dist/THIRD-PARTY-NOTICES.txt"))) throw new Error("the build wrote no dist/THIRD-PARTY-NOTICES.txt");
  const others = changedFiles().filter((file) => !(file in files));
  if (others.length > 0) throw new Error(`the checks changed ${others.join(", ")}`);

  git("add", "--", ...Object.keys(files));
  git("commit", "--quiet", "--message", `Release ${version}`);
  git("tag", "--annotate", "--cleanup=verbatim", `v${version}`, "--message", `${manifest.name} ${version}\n\n${notes}`);
  undo = () => {};
  printNextSteps(version, head, provenance.missing);
}

function checkRepository() {
  if (resolve(git("rev-parse", "--show-toplevel")) !== root) throw new Error(`${root} must be the top of a git repository`);
  const branch = git("rev-parse", "--abbrev-ref", "HEAD");
  if (branch !== "main") throw new Error(`releases are made from the branch main, got ${branch}`);
  const changed = changedFiles();
  if (changed.length > 0) throw new Error(`the working tree must be clean, got changes in ${changed.slice(0, 5).join(", ")}${changed.length > 5 ? ", …" : ""}`);
}

function changedFiles() {
  return git("status", "--porcelain", "-z").split("\0").filter((line) => line !== "").map((line) => line.slice(3));
}

/** The digests of results as committed with a tag; none if that release had no such file. */
function digestAt(tag) {
  const { status, stdout } = spawnSync("git", ["show", `${tag}:test/runtimes/digest.json`], { cwd: root, encoding: "utf8" });
  return status === 0 ? JSON.parse(stdout) : {};
}

/** What npm needs to attest where a build came from: the repository's public address, found or given; and what is missing. */
function provenanceOf({ repository, publishConfig }) {
  const missing = [];
  if (publishConfig?.provenance !== true) missing.push('package.json has no "publishConfig": { "provenance": true }');
  if (publishConfig?.access !== "public") missing.push('package.json has no "publishConfig": { "access": "public" }, without which npm publishes a scoped package for its owners only');
  const remote = spawnSync("git", ["remote", "get-url", "origin"], { cwd: root, encoding: "utf8" }).stdout.trim();
  const address = publicAddress(remote);
  const given = repository?.url ?? repository;
  if (given === undefined && address === undefined) {
    missing.push(`package.json has no repository, and origin (${remote === "" ? "none" : remote}) is no public address at GitHub or GitLab, where npm can attest a build: set origin to it, or repository in package.json`);
  }
  return { missing, repository: given === undefined ? address : undefined };
}

/** Every file that names the version, as it will be. */
function edited(manifest, version, heading, repository) {
  const date = new Date().toISOString().slice(0, 10);
  const next = (file, pattern, replacement) => ({ [file]: replaced(file, read(file), pattern, replacement) });
  const changed = repository === undefined ? manifest : withRepository(manifest, repository);
  const lock = JSON.parse(read("package-lock.json"));
  lock.version = version;
  lock.packages[""].version = version;
  const citation = existsSync(join(root, "CITATION.cff")) ? dated(replaced("CITATION.cff", read("CITATION.cff"), /^version:.*$/m, `version: ${version}`), date) : undefined;
  return {
    "package.json": `${JSON.stringify({ ...changed, version }, null, 2)}\n`,
    "package-lock.json": `${JSON.stringify(lock, null, 2)}\n`,
    "jsr.json": jsrText({ ...changed, version }),
    ...next("src/report/version.ts", /"\d+\.\d+\.\d+"/, `"${version}"`),
    ...(citation === undefined ? {} : { "CITATION.cff": citation }),
    ...examples(manifest.name, version),
    "docs/changelog.md": read("docs/changelog.md").replace(heading, () => `## ${version} (${date})`),
  };
}

/** The field stands after the licence. */
function withRepository(manifest, url) {
  return Object.fromEntries(Object.entries(manifest).flatMap(([key, value]) => (key === "license" ? [[key, value], ["repository", { type: "git", url }]] : [[key, value]])));
}

/**
 * Examples and pages that name a version of this package will name the new one: `name@^0.1.0`, `"name": "^0.1.0"`, `name, version 0.1.0` and
 * `scope-name-0.1.0.tgz`, as `npm pack` calls it.
 */
function examples(name, version) {
  const files = git("ls-files", "-z", "--", "README.md", "docs").split("\0").filter((file) => file !== "" && file !== "docs/changelog.md");
  const tarball = name.replace(/^@/, "").replace("/", "-");
  const pattern = new RegExp(`(${name}(?:@\\^|": "\\^|, version )|\\b${tarball}-)\\d+\\.\\d+\\.\\d+`, "g");
  const naming = files.filter((file) => read(file).search(pattern) >= 0);
  return Object.fromEntries(naming.map((file) => [file, read(file).replaceAll(pattern, `$1${version}`)]));
}

function dated(citation, date) {
  return /^date-released:/m.test(citation) ? citation.replace(/^date-released:.*$/m, `date-released: ${date}`) : citation.replace(/^version:.*$/m, (line) => `${line}\ndate-released: ${date}`);
}

function run(args) {
  say(`\n+ npm ${args.join(" ")}`);
  const started = performance.now();
  const { status, error } = spawnSync("npm", args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new Error(`npm ${args.join(" ")} failed${error === undefined ? "" : `: ${error.message}`}`);
  say(`ok, ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

function tagged(version) {
  return git("tag", "--list", `v${version}`) !== "";
}

function git(...args) {
  const { status, stdout, stderr, error } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${args[0]} failed: ${(error?.message ?? stderr).trim()}`);
  return args[0] === "status" ? stdout : stdout.trim();
}

function printNextSteps(version, head, missing) {
  say(`\nReady: commit "Release ${version}", tag v${version}. Nothing was published. Next:`);
  say(`  1. git show v${version}                       look at it; to undo: git tag -d v${version} && git reset --hard ${head.slice(0, 12)}`);
  say(`  2. git push --atomic origin main v${version}`);
  say("  3. in CI, on that tag, with permission to write an OIDC token (GitHub: id-token: write):");
  say("     npm ci && npm publish                      builds, and attests by publishConfig.provenance where it was built");
  say("     npm run build && deno publish              the same version to JSR");
  for (const what of missing) say(`Missing for provenance: ${what}.`);
}
