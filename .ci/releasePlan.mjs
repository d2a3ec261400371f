/** What a release is made of, as functions of texts: nothing here touches a file. */

const levels = ["first", "patch", "minor", "major"];

/**
 * The version a release gets.
 *
 * @param {string} version That of package.json: the last released one, or, before anything was released, the first to be.
 * @param {boolean} released Whether that version has its tag.
 * @param {string | undefined} level first, patch, minor or major.
 * @returns {string} The version.
 */
export function nextVersion(version, released, level) {
  if (!levels.includes(level)) throw new Error(`the level must be ${levels.slice(1).join(", ")}, or first for the first release, got ${level ?? "none"}`);
  const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(version)?.slice(1).map(Number);
  if (parts === undefined) throw new Error(`the version of package.json must be three numbers, got ${version}`);
  if (!released && level !== "first") throw new Error(`${version} of package.json has no tag v${version}: if it was released, get its tag (git fetch --tags); if not, \`first\` releases it as it stands`);
  if (released && level === "first") throw new Error(`${version} was released already: the level must be patch, minor or major`);
  const [major, minor, patch] = parts;
  return { first: version, patch: `${major}.${minor}.${patch + 1}`, minor: `${major}.${minor + 1}.0`, major: `${major + 1}.0.0` }[level];
}

/**
 * The unreleased part of the changelog: the topmost section, whose heading says "unreleased".
 *
 * @param {string} changelog The file's text.
 * @returns {{ heading: string, notes: string, numbers: string[] }} Its heading, the text below it, and the entries under its Numbers.
 */
export function unreleasedPart(changelog) {
  const [section] = changelog.match(/^## .*\n(?:(?!## ).*\n?)*/m) ?? [""];
  const [heading] = section.split("\n");
  if (!/\bunreleased\b/i.test(heading)) throw new Error(`the first section of docs/changelog.md must be headed "## Unreleased", got ${heading === "" ? "no section" : `"${heading}"`}`);
  const notes = section.slice(heading.length).trim();
  const numbers = [];
  let within = false;
  for (const line of notes.split("\n")) {
    if (/^(?:#+\s|\*\*)/.test(line)) within = /^(?:#+\s+|\*\*)Numbers\b/.test(line);
    else if (within && /^[-*]\s/.test(line)) numbers.push(line);
  }
  if (!/^[-*]\s/m.test(notes)) throw new Error(`docs/changelog.md has no entry under "${heading}": nothing to release`);
  return { heading, notes, numbers };
}

/**
 * Refuses a patch by which a returned number changes, whether the changelog says so or the committed digests of results differ from the last
 * release's. How a report is worded is no result.
 *
 * @param {string} level Of the release.
 * @param {readonly string[]} numbers Entries under Numbers.
 * @param {Record<string, string>} before The digests of the last release.
 * @param {Record<string, string>} now Those of today.
 */
export function checkLevel(level, numbers, before, now) {
  if (level !== "patch") return;
  if (numbers.length > 0) throw new Error(`a changed number is never a patch, and docs/changelog.md has ${numbers.length} under Numbers, from "${numbers[0]}": release a minor`);
  const changed = Object.keys(before).filter((part) => part !== "words of a report" && now[part] !== before[part]);
  if (changed.length > 0) throw new Error(`a changed result is never a patch, and test/runtimes/digest.json differs from the last release in ${changed.join(", ")}: release a minor, and say under Numbers what changed`);
}

/**
 * The address of a repository that anybody can read, as package.json wants it.
 *
 * @param {string} remote What git calls it: https or ssh.
 * @returns {string | undefined} `git+https://…/owner/name.git`, or undefined for what is no address at a public host.
 */
export function publicAddress(remote) {
  const [, host, path] = /^(?:https:\/\/|git\+https:\/\/|ssh:\/\/git@|git@)(github\.com|gitlab\.com)[/:]([\w.-]+(?:\/[\w.-]+)+)\/?$/.exec(remote) ?? [];
  return host === undefined ? undefined : `git+https://${host}/${path.replace(/\.git$/, "")}.git`;
}

/** `text` with what `pattern` finds replaced; the pattern must be found. */
export function replaced(file, text, pattern, replacement) {
  if (!pattern.test(text)) throw new Error(`${file} must hold ${pattern}`);
  return text.replace(pattern, replacement);
}
