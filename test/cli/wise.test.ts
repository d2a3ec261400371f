import { build } from "esbuild";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { writeFileWhole } from "../../src/cli/writeFile.ts";
import { writeFolderWhole } from "../../src/cli/writeFolder.ts";
import { bytesOf, safetensorsFile, tensorsIn } from "../data/safetensorsFile.ts";
import { divlab } from "./divlab.ts";

let root: string;
let folder: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "divlab-wise-"));
});
beforeEach(() => {
  folder = mkdtempSync(join(root, "test-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);

function checkpoint(name: string, values: readonly number[], ids: bigint = 7n): string {
  const tensors = { w: { dtype: "F32", shape: [values.length], bytes: bytesOf(Float32Array.from(values)) }, ids: { dtype: "I64", shape: [1], bytes: bytesOf(BigInt64Array.of(ids)) } };
  writeFileSync(at(name), safetensorsFile(tensors, { format: "pt" }));
  return at(name);
}

function sharded(name: string, value: number): string {
  mkdirSync(at(name));
  for (const i of [1, 2]) writeFileSync(at(`${name}/m-${i}.safetensors`), safetensorsFile({ [`w${i}`]: { dtype: "F32", shape: [1], bytes: bytesOf(Float32Array.of(i * value)) } }));
  writeFileSync(at(`${name}/m.safetensors.index.json`), '{"weight_map":{"w1":"m-1.safetensors","w2":"m-2.safetensors"}}');
  return at(name);
}

const weightsIn = (path: string, name: string = "w"): number[] => [...new Float32Array(tensorsIn(new Uint8Array(readFileSync(path)))[name].bytes.buffer)];

describe("divlab wise", () => {
  it("writes δ·w₀ + (1 − δ)·w_t and says what it did; equal coefficients unless told", async () => {
    const [a, b, c] = [checkpoint("a.safetensors", [1, -2]), checkpoint("b.safetensors", [5, 2]), checkpoint("c.safetensors", [3, 3])];
    const out = at("out.safetensors");
    const { code, out: said, err } = await divlab("wise", a, b, "--delta", "0.25", "-o", out);
    expect([code, weightsIn(out)]).toEqual([0, [4, 1]]);
    expect(err).toMatch(/^Wrote .*out\.safetensors: 2 tensors, \d+ bytes\n$/);
    expect(said).toMatch(/1 of 2 tensors averaged, 1 copied/);
    expect(said).toMatch(/a\.safetensors +0\.2500\n.*b\.safetensors +0\.7500/);
    expect(said).toMatch(/F32 +1 +8 +averaged\nI64 +1 +8 +copied/);
    expect((await divlab("wise", a, b, "-o", out)).code).toBe(0);
    expect(weightsIn(out)).toEqual([3, 0]);
    const json = await divlab("wise", a, b, c, "--coefficients", "0.25,0.5,0.25", "-o", out, "--json");
    expect(JSON.parse(json.out)).toMatchObject({ kind: "wise", output: out, checkpoints: [{ coefficient: 0.25 }, { coefficient: 0.5 }, { coefficient: 0.25 }], metadata: { format: "pt" }, files: [{ name: "a.safetensors" }] });
    expect(weightsIn(out)).toEqual([3.5, 1.25]);
    expect((await divlab("wise", a, b, "--delta", "1", "-o", out)).code).toBe(0);
    expect(readFileSync(out).equals(readFileSync(a))).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(["a.safetensors", "b.safetensors", "c.safetensors", "out.safetensors"]);
  });

  it("writes shards and their index to a new folder", async () => {
    const [a, b] = [sharded("a", 1), sharded("b", 3)];
    expect((await divlab("wise", a, join(b, "m.safetensors.index.json"), "-o", at("out"))).code).toBe(0);
    expect([weightsIn(at("out/m-1.safetensors"), "w1"), weightsIn(at("out/m-2.safetensors"), "w2")]).toEqual([[2], [4]]);
    expect(readFileSync(at("out/m.safetensors.index.json"), "utf8")).toBe(readFileSync(join(a, "m.safetensors.index.json"), "utf8"));
    expect(readdirSync(at("out"))).toHaveLength(3);
    expect(await divlab("wise", a, b, "-o", at("out"))).toMatchObject({ code: 2, err: expect.stringMatching(/must not be there yet/) as string });
    symlinkSync("nowhere", at("dangling"));
    expect(await divlab("wise", a, b, "-o", at("dangling"))).toMatchObject({ code: 2, err: expect.stringMatching(/must not be there yet/) as string });
    expect(await divlab("wise", a, b, "-o", at("x.safetensors"))).toMatchObject({ code: 2, err: expect.stringMatching(/2 files and an index, and go to a folder/) as string });
  });

  it("never writes over what it reads, by whatever name", async () => {
    const [a, b] = [checkpoint("a.safetensors", [1]), checkpoint("b.safetensors", [3])];
    symlinkSync(a, at("soft.safetensors"));
    linkSync(b, at("hard.safetensors"));
    for (const output of [a, b, at("soft.safetensors"), at("hard.safetensors"), join(folder, "..", folder.slice(root.length), "a.safetensors")]) {
      expect(await divlab("wise", a, b, "-o", output)).toMatchObject({ code: 2, err: expect.stringMatching(/the output must not be an input/) as string });
    }
    expect([weightsIn(a), weightsIn(b)]).toEqual([[1], [3]]);
  });

  it("leaves what was there when the weights cannot be averaged", async () => {
    const [a, b] = [checkpoint("a.safetensors", [1], 7n), checkpoint("b.safetensors", [3], 8n)];
    writeFileSync(at("out.safetensors"), "before");
    const { code, err } = await divlab("wise", a, b, "-o", at("out.safetensors"));
    expect([code, err]).toEqual([1, expect.stringMatching(/b\.safetensors: `ids`: expected the bytes that .*a\.safetensors has, since I64 cannot be averaged/)]);
    expect(readFileSync(at("out.safetensors"), "utf8")).toBe("before");
    expect(readdirSync(folder)).toHaveLength(3);
    const infinite = checkpoint("c.safetensors", [Infinity]);
    expect(await divlab("wise", a, infinite, "-o", at("new.safetensors"))).toMatchObject({ code: 1, err: expect.stringMatching(/c\.safetensors: `w`: expected finite weights.* got Infinity at index 0/) as string });
    expect(existsSync(at("new.safetensors"))).toBe(false);
  });

  it.each([
    ["no output", ["a", "b"], 2, /needs -o/],
    ["one checkpoint", ["a", "-o", "o.safetensors"], 2, /at least 2 files/],
    ["δ above 1", ["a", "b", "--delta", "1.5", "-o", "o.safetensors"], 2, /delta must be from 0 to 1, got 1.5/],
    ["δ that is none", ["a", "b", "--delta", "x", "-o", "o.safetensors"], 2, /--delta must be a number/],
    ["δ of three", ["a", "b", "c", "--delta", "0.5", "-o", "o.safetensors"], 2, /two checkpoints, got 3/],
    ["both", ["a", "b", "--delta", "0.5", "--coefficients", "0.5,0.5", "-o", "o.safetensors"], 2, /exclude each other/],
    ["a wrong sum", ["a", "b", "--coefficients", "0.5,0.4", "-o", "o.safetensors"], 2, /add up to 1, got 0.9/],
    ["a folder that is not there", ["a", "b", "-o", "/nowhere/o.safetensors"], 2, /the folder of \/nowhere\/o.safetensors must exist/],
    ["a file that is not there", ["/nowhere/a", "b", "-o", "o.safetensors"], 1, /\/nowhere\/a: cannot be opened/],
  ])("refuses %s", async (_, args, code, message) => {
    expect(await divlab("wise", ...args)).toMatchObject({ code, err: expect.stringMatching(message) as string, out: "" });
  });

  it("refuses a name that does not say what is written, and flags of its own elsewhere", async () => {
    const [a, b] = [checkpoint("a.safetensors", [1]), checkpoint("b.safetensors", [3])];
    expect(await divlab("wise", a, b, "-o", at("out"))).toMatchObject({ code: 2, err: expect.stringMatching(/must end in \.safetensors/) as string });
    mkdirSync(at("out.safetensors"));
    expect(await divlab("wise", a, b, "-o", at("out.safetensors"))).toMatchObject({ code: 2, err: expect.stringMatching(/must be a file/) as string });
    expect(await divlab("passk", a, "--delta", "0.5")).toMatchObject({ code: 2, err: expect.stringMatching(/--delta is an option of divlab wise, not of divlab passk/) as string });
  });

  describe("as a process of its own", () => {
    let main: string;
    beforeAll(async () => {
      main = join(root, "main.mjs");
      const banner = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
      await build({ entryPoints: [resolve(import.meta.dirname, "../../src/cli/main.ts")], bundle: true, platform: "node", format: "esm", outfile: main, banner: { js: banner }, logLevel: "error" });
    });
    const large = (name: string): string => {
      const bytes = new Uint8Array(64 * 2 ** 20);
      writeFileSync(at(name), safetensorsFile({ w: { dtype: "F32", shape: [bytes.length / 4], bytes } }));
      return at(name);
    };

    it("leaves nothing behind when the disk is full", () => {
      const [a, b] = [large("a.safetensors"), large("b.safetensors")];
      // A limit of 20 MB stands in for the end of the disk: the write fails halfway, with an error of the system.
      const { status, stderr } = spawnSync("sh", ["-c", `ulimit -f 40000; exec "$0" "$@"`, process.execPath, main, "wise", a, b, "-o", at("out.safetensors")], { encoding: "utf8" });
      expect([status, stderr]).toEqual([1, expect.stringMatching(/EFBIG/)]);
      expect(readdirSync(folder).sort()).toEqual(["a.safetensors", "b.safetensors"]);
    });

    it("leaves nothing behind when it is interrupted", async () => {
      const [a, b] = [large("a.safetensors"), large("b.safetensors")];
      const child = spawn(process.execPath, [main, "wise", a, b, "-o", at("out.safetensors")], { stdio: ["ignore", "ignore", "pipe"] });
      let said = "";
      child.stderr.on("data", (data: Buffer) => void (said += data.toString()));
      // As soon as the temporary file is there.
      while (readdirSync(folder).length < 3) await new Promise((done) => void setTimeout(done, 1));
      child.kill("SIGINT");
      const [status] = (await once(child, "exit")) as [number];
      expect([status, said]).toEqual([130, "Stopped; nothing was written\n"]);
      expect(readdirSync(folder).sort()).toEqual(["a.safetensors", "b.safetensors"]);
    });
  });
});

describe("writeFileWhole() and writeFolderWhole()", () => {
  async function* failing(): AsyncGenerator<string | Uint8Array> {
    yield "text ü";
    yield Uint8Array.of(1, 2, 3);
    throw new Error("no more");
  }
  async function* parts(): AsyncGenerator<string | Uint8Array> {
    yield "ü";
    yield new Uint8Array([0, 1, 2, 255]).subarray(1);
  }

  it("write texts and bytes", async () => {
    await writeFileWhole(at("a"), parts());
    expect([...readFileSync(at("a"))]).toEqual([0xc3, 0xbc, 1, 2, 255]);
    await writeFolderWhole(at("f"), [{ name: "x", content: parts }, { name: "y", content: () => "y" }]);
    expect(readdirSync(at("f"))).toEqual(["x", "y"]);
    expect(readdirSync(folder)).toEqual(["a", "f"]);
  });

  it("leave nothing, and what was there, when the content fails", async () => {
    writeFileSync(at("a"), "before");
    await expect(writeFileWhole(at("a"), failing())).rejects.toThrow("no more");
    await expect(writeFolderWhole(at("f"), [{ name: "x", content: parts }, { name: "y", content: failing }])).rejects.toThrow("no more");
    expect(readdirSync(folder)).toEqual(["a"]);
    expect(readFileSync(at("a"), "utf8")).toBe("before");
  });
});
