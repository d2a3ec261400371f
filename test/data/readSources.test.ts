import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { DataError, type ReadingProgress, readRollouts } from "@divlab/core/data";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "divlab-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllGlobals());

const line = (problem: string): string => `${JSON.stringify({ problem, correct: true })}\n`;
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** A stream of chunks that notes whether it was cancelled. */
function streamOf(chunks: readonly Uint8Array[], state: { cancelled?: boolean } = {}): ReadableStream<Uint8Array> {
  const rest = [...chunks];
  return new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const chunk = rest.shift();
      if (chunk === undefined) controller.close();
      else controller.enqueue(chunk);
    },
    cancel: () => {
      state.cancelled = true;
    },
  });
}

describe("readRollouts() on its sources", () => {
  it("reads a path, a file: URL, a Blob, a File, a stream and a text alike, plain and compressed, and tells their names", async () => {
    const text = line("a") + line("ä😀").repeat(3);
    const expected = (await readRollouts({ text })).rollouts;
    for (const [compressed, bytes] of [
      [false, bytesOf(text)],
      [true, new Uint8Array(gzipSync(text))],
    ] as const) {
      // The name says the opposite of the content: the content decides.
      const path = join(folder, compressed ? "plain.jsonl" : "ü.jsonl.gz");
      writeFileSync(path, bytes);
      const sources = [
        [path, path],
        [pathToFileURL(path), path],
        [new Blob([bytes]), "blob"],
        [new File([bytes], "up.jsonl"), "up.jsonl"],
        [streamOf([bytes]), "stream"],
      ] as const;
      for (const [source, name] of sources) {
        const { rollouts, file, compressed: wasCompressed, format } = await readRollouts(source);
        expect(rollouts).toStrictEqual(expected);
        expect([file, wasCompressed, format]).toEqual([name, compressed, "jsonl"]);
      }
      expect((await readRollouts(path, { name: "mine" })).file).toBe("mine");
    }
    expect((await readRollouts({ text })).file).toBe("text");
  });

  it("fails with the name of a file that is not there, a folder, and in a browser", async () => {
    const absent = join(folder, "absent.jsonl");
    await expect(readRollouts(absent)).rejects.toThrow(DataError);
    await expect(readRollouts(absent)).rejects.toThrow(`${absent}: cannot be opened (ENOENT`);
    await expect(readRollouts(folder)).rejects.toThrow(`${folder}: cannot be opened (it is a directory)`);
    await expect(readRollouts(new URL("https://example.org/x.jsonl"))).rejects.toThrow("a URL must be a file: URL, got https:");
    vi.stubGlobal("process", undefined);
    await expect(readRollouts(absent)).rejects.toThrow(TypeError);
    await expect(readRollouts(absent)).rejects.toThrow("pass a File, a Blob or a ReadableStream instead");
  });

  it("unpacks a file of several gzip members and fails for one that is broken off or corrupt, if lenient too", async () => {
    const good = new Uint8Array(gzipSync(line("a").repeat(5000)));
    expect((await readRollouts(new Blob([good, good]))).rows).toBe(10_000);
    const flipped = Uint8Array.from(good, (byte, i) => (i === good.length - 6 ? byte ^ 1 : byte));
    const garbage = Uint8Array.from([...good, 1, 2, 3]);
    for (const bad of [good.subarray(0, good.length - 1), good.subarray(0, good.length >> 1), good.subarray(0, 2), flipped, garbage]) {
      await expect(readRollouts(streamOf([bad]), { lenient: true })).rejects.toThrow("stream: expected a complete gzip file, got one that is broken off or corrupt");
    }
  });

  it("fails at the line that is not UTF-8, if lenient too", async () => {
    const good = bytesOf(line("ä").repeat(20_000));
    for (const bad of [[0x22, 0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98]]) {
      const bytes = [good, bytesOf(line("a").slice(0, -1)), Uint8Array.from(bad), bytesOf(`\n${line("b")}`)];
      await expect(readRollouts(new Blob(bytes as BlobPart[]), { lenient: true })).rejects.toThrow(/^blob:20001: expected UTF-8 text, got bytes that cannot be decoded$/);
    }
    await expect(readRollouts(new Blob([Uint8Array.of(0xff, 0xfe, 0x7b, 0)]))).rejects.toThrow("blob:1: expected UTF-8 text");
  });

  it("reads a line of 50 MB in memory linear in its length", async () => {
    const long = JSON.stringify({ problem: "long", pad: "é".repeat(25_000_000) });
    const bytes = bytesOf(`${line("a")}${long}\n${line("b")}`);
    const chunks = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, i) => bytes.subarray(i * 65_536, (i + 1) * 65_536));
    const { rollouts, ignored } = await readRollouts(streamOf(chunks));
    expect(rollouts.problem.levels).toEqual(["a", "long", "b"]);
    expect(ignored).toEqual([{ column: "pad", reason: "holds texts of more than 64 characters" }]);
    const csv = bytesOf(`problem,text\na,"${"x\n".repeat(500_000)}"\nb,y\n`);
    const parts = Array.from({ length: Math.ceil(csv.length / 65_536) }, (_, i) => csv.subarray(i * 65_536, (i + 1) * 65_536));
    expect((await readRollouts(streamOf(parts), { text: true })).rollouts.text?.map((text) => text?.length)).toEqual([1_000_000, 1]);
  });

  it("takes chunks of any size, empty ones too, and refuses what is no Uint8Array", async () => {
    const bytes = new Uint8Array(gzipSync(line("a")));
    const { rows } = await readRollouts(streamOf([new Uint8Array(0), bytes.subarray(0, 1), new Uint8Array(0), bytes.subarray(1)]));
    expect(rows).toBe(1);
    await expect(readRollouts(streamOf(["text"] as never))).rejects.toThrow(new TypeError('Cannot read rollouts: the stream must give Uint8Array chunks, got "text"'));
    expect((await readRollouts(streamOf([bytesOf(line("a"))]), { format: "jsonl" })).rows).toBe(1);
  });

  it("passes on what the stream itself fails with, and lets go of it when it fails", async () => {
    const failing = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error("connection lost")) });
    await expect(readRollouts(failing)).rejects.toThrow("connection lost");
    const bytes = new Uint8Array(gzipSync(line("a")));
    let pulls = 0;
    const failingLater = new ReadableStream<Uint8Array>({ pull: (controller) => (pulls++ === 0 ? controller.enqueue(bytes.subarray(0, 12)) : controller.error(new Error("connection lost"))) });
    await expect(readRollouts(failingLater)).rejects.toThrow("connection lost");
    const state: { cancelled?: boolean } = {};
    await expect(readRollouts(streamOf([bytesOf("{\n".padStart(100)), bytesOf("x\n"), bytesOf("y\n")], state))).rejects.toThrow(DataError);
    expect(state.cancelled).toBe(true);
  });

  it("reports progress about once per megabyte and at the end, in bytes of the source", async () => {
    const text = line("a").repeat(100_000);
    for (const bytes of [bytesOf(text), new Uint8Array(gzipSync(text, { level: 0 }))]) {
      const steps: ReadingProgress[] = [];
      await readRollouts(new Blob([bytes]), { onProgress: (progress) => steps.push(progress) });
      expect(steps.at(-1)).toEqual({ bytes: bytes.length, totalBytes: bytes.length, rows: 100_000 });
      expect(steps.length).toBeGreaterThanOrEqual(2);
      expect(steps.length).toBeLessThanOrEqual(Math.ceil(bytes.length / 2 ** 20) + 1);
      for (let i = 1; i < steps.length; i++) {
        expect(steps[i].bytes).toBeGreaterThanOrEqual(steps[i - 1].bytes);
        expect(steps[i].rows).toBeGreaterThanOrEqual(steps[i - 1].rows);
      }
    }
    const steps: ReadingProgress[] = [];
    await readRollouts(streamOf([bytesOf(text)]), { onProgress: (progress) => steps.push(progress) });
    expect(steps.at(-1)).toEqual({ bytes: text.length, rows: 100_000 });
  });

  it("ends with the signal's reason when aborted: before, while reading and while waiting for a chunk", async () => {
    const reason = new Error("enough");
    await expect(readRollouts({ text: line("a") }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const bytes = bytesOf(line("a").repeat(100_000));
    for (const source of [new Blob([bytes]), new Blob([gzipSync(bytes, { level: 0 }) as BlobPart]), { text: line("a").repeat(200_000) }]) {
      const controller = new AbortController();
      await expect(readRollouts(source, { signal: controller.signal, onProgress: () => controller.abort(reason) })).rejects.toBe(reason);
    }
    const controller = new AbortController();
    const state: { cancelled?: boolean } = {};
    const waiting = new ReadableStream<Uint8Array>({
      pull: () => new Promise(() => undefined),
      cancel: () => {
        state.cancelled = true;
      },
    });
    const reading = readRollouts(waiting, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 5);
    await expect(reading).rejects.toBe(reason);
    expect(state.cancelled).toBe(true);
  });
});
