import { DataError } from "../numeric/errors.ts";
import { documentPieces } from "./documentPieces.ts";
import { inspectSamples } from "./inspectSamples.ts";
import { printable } from "./jsonlReader.ts";
import type { RandomAccess } from "./openRandomAccess.ts";
import { parsePythonJson } from "./pythonJson.ts";
import type { BinaryFormat, TextFormat } from "./rolloutsFormat.ts";
import { openZip, readZipMember, storedBytes, type ZipMember } from "./zipMembers.ts";

/** Bytes read before others get a turn. */
const turn = 2 ** 18;

/** No engine holds longer texts, and a sample that long is no sample. */
const longestMember = 2 ** 28;

const sampleName = /^samples\/(.*_epoch_\d+)(?:\.json|\/sample\.json)$/s;

/** The other members of a log. */
const otherNames = /^(?:(?:header|summaries|reductions)\.json|_journal\/.*|samples\/.*\/(?:skeleton|(?:messages|events|calls|attachments)\/\w+)\.json)$/s;

/** A log of inspect_ai as JSON (`--log-format json`, `inspect log dump`): a document with the header and the samples. */
export const inspectJsonFormat: TextFormat = {
  format: "inspect",
  read: (file, options) => {
    const log = inspectSamples(file, options);
    const reader = documentPieces(file, "a log of inspect_ai", "samples", {
      member: log.member,
      element: (value, position) => log.sample(value, position + 1, `samples[${position}].`),
    });
    return { ...reader, size: log.size, finish: log.finish };
  },
};

/**
 * A log of inspect_ai as an archive (`.eval`): a zip file with a header and a member for each sample, packed by deflate or,
 * since 0.3.206, by Zstandard. A member that a later one of the same name supersedes does not count; samples in several members
 * ("chunked") are read, too.
 *
 * @see inspect_ai 0.3.260, src/inspect_ai/log/_recorders/eval.py, src/inspect_ai/log/_recorders/chunked/format.py.
 */
export const inspectEvalFormat: BinaryFormat = {
  format: "inspect",
  read: (file, options) => {
    const log = inspectSamples(file, options);
    return {
      size: log.size,
      finish: log.finish,
      readAll: async (access, step) => {
        // The last member of a name counts.
        const all = await openZip(access);
        const members = new Map(all.map((member) => [member.name, member]));
        const header = members.get("header.json");
        const start = header ?? members.get("_journal/start.json");
        if (start === undefined) throw new DataError(file, [{ message: "expected a log of inspect_ai (.eval), got a zip archive without its header" }]);
        for (const member of all) if (!isExpected(member, members)) await storedBytes(access, { ...member, packed: 0 });
        if (header === undefined) log.member("status", "started");
        const fields = await documentOf(access, start);
        for (const [name, value] of Object.entries(Object(fields) as object)) log.member(name, value);
        let number = 0;
        let pending = 0;
        for (const member of members.values()) {
          const name = sampleName.exec(member.name)?.[1];
          if (name === undefined) continue;
          const sample = await documentOf(access, member);
          const metadata = member.name.endsWith("/sample.json") ? members.get(`samples/${name}/metadata.json`) : undefined;
          const whole = metadata === undefined ? sample : { ...Object(sample), metadata: await documentOf(access, metadata) };
          log.sample(whole, ++number, `${member.name}: `);
          pending += member.size;
          if (pending >= turn) {
            await step(member.at + member.packed);
            pending = 0;
          }
        }
      },
    };
  },
};

/** Whether a member has a name that the tool gives; under any other, and under one that a later member has, a sample may hide whose name is damaged. */
function isExpected(member: ZipMember, members: ReadonlyMap<string, ZipMember>): boolean {
  const { name } = member;
  if (members.get(name) !== member) return false;
  return sampleName.test(name) || otherNames.test(name) || (name.endsWith("/metadata.json") && members.has(name.replace(/metadata\.json$/, "sample.json")));
}

async function documentOf(access: RandomAccess, member: ZipMember): Promise<unknown> {
  const refuse = (message: string): DataError => new DataError(access.file, [{ column: member.name, message }]);
  if (member.size > longestMember) throw refuse(`expected at most ${longestMember} bytes, got ${member.size}`);
  const bytes = await readZipMember(access, member);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refuse("expected JSON, got bytes that are not UTF-8");
  }
  try {
    return parsePythonJson(text);
  } catch (error) {
    throw refuse(`expected JSON, got text that is not (${printable((error as Error).message)})`);
  }
}
