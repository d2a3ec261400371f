import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readFisherEmbeddings } from "@divlab/core/data";
import { describe, expect, it } from "vitest";

const { files, values } = JSON.parse(readFileSync(resolve(import.meta.dirname, "../fixtures/data/fisher.json"), "utf8")) as { files: Record<string, string>; values: number[] };
const read = (name: string, options = {}) => readFisherEmbeddings(new Uint8Array(Buffer.from(files[name], "base64")), { name, ...options });

describe("readFisherEmbeddings", () => {
  it.each(["npy", "npy fortran", "npz", "npz per solver"])("reads %s in order of solver, batch and dimension", async (name) => {
    const { data, shape } = await read(name);
    expect(shape).toEqual([2, 3, 4]);
    expect(Array.from(data)).toEqual(values);
    expect(data).toBeInstanceOf(name === "npy" ? Float32Array : Float64Array);
  });

  it("takes the solvers' names from an array `solvers`, or from the names of the arrays", async () => {
    expect((await read("npz")).solvers).toEqual(["α-7b", "b"]);
    expect((await read("npz per solver")).solvers).toEqual(["a", "b"]);
    expect((await read("npy")).solvers).toBeUndefined();
  });

  it("asks which array where several fit, and takes the one named", async () => {
    await expect(read("npz two")).rejects.toThrow('npz two: expected one array of three dimensions, or option `array` to say which, got "first" (<f8 (2, 3, 4)), "second" (<f8 (2, 3, 4))');
    expect((await read("npz two", { array: "second" })).shape).toEqual([2, 3, 4]);
    await expect(read("npz two", { array: "third" })).rejects.toThrow('expected an array named "third", got "first"');
  });

  it("refuses other shapes and formats, and solvers with other batches", async () => {
    await expect(read("npy matrix")).rejects.toThrow("npy matrix: expected three dimensions, solvers, batches and dimensions, at least one of each, got shape (3, 4)");
    await expect(read("npz unequal")).rejects.toThrow('npz unequal: `b`: expected shape (3, 4) as for "a"');
    await expect(readFisherEmbeddings({ text: "{}" })).rejects.toThrow("text: expected .npy, .npz or safetensors");
    const broken = Buffer.from(files.npy, "base64");
    broken.writeFloatLE(NaN, broken.length - 4);
    await expect(readFisherEmbeddings(new Uint8Array(broken))).rejects.toThrow("got NaN at solver 1, batch 2, dimension 3");
  });
});
